import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import {
  calendarsInForce,
  freezeDecision,
  readFreezeSources,
  readPolicySources,
} from "../../../adapters/policy/index.ts";

const frozen = "freeze: {name: year-end, start: 2020-01-01, end: 2099-12-31}\n";
const open = "freeze: []\n";
const now = Date.parse("2026-06-01T12:00:00Z");
const production = { environment: "production", service: "orders" };
let root: string;
const write = (file: string, text: string): void => {
  mkdirSync(dirname(join(root, file)), { recursive: true });
  writeFileSync(join(root, file), text);
};
const git = (args: string[], at?: string): string => {
  const who = ["-c", "user.name=t", "-c", "user.email=t@example.com", "-c", "commit.gpgsign=false"];
  const env = { ...process.env, ...(at ? { GIT_COMMITTER_DATE: at, GIT_AUTHOR_DATE: at } : {}) };
  return execFileSync("git", [...who, ...args], { cwd: root, env, stdio: "pipe" })
    .toString()
    .trim();
};
const commit = (at?: string): void => {
  git(["add", "-A"]);
  git(["commit", "-q", "-m", "state"], at);
};
const stackFile = (environment: string): string => `config:\n  maestro-conductor:environment: ${environment}\n`;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "maestro-loosened-"));
  git(["init", "-q", "-b", "main"]);
  write("Pulumi.yaml", "name: x\n");
  write("Pulumi.prod.yaml", stackFile("production"));
  write("freeze.yaml", open);
  commit("2026-01-01T00:00:00Z");
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

async function decision(config: Record<string, unknown> = production): Promise<string> {
  const deployment = { stack: "prod", config };
  return freezeDecision(deployment, await readPolicySources(root, now, deployment), now).decision;
}

test("a branch from before the freeze is held by what origin/main is now", async () => {
  git(["checkout", "-q", "-b", "feature"]);
  git(["checkout", "-q", "main"]);
  write("freeze.yaml", frozen);
  commit();
  git(["update-ref", "refs/remotes/origin/main", "main"]);
  git(["checkout", "-q", "feature"]);
  expect(await decision()).toBe("deny");
  git(["update-ref", "-d", "refs/remotes/origin/main"]);
  expect(await decision()).toBe("allow");
});

test("git replace over the trusted commit does not lift the freeze", async () => {
  write("freeze.yaml", frozen);
  commit();
  git(["replace", git(["rev-parse", "HEAD"]), git(["rev-parse", "HEAD~1"])]);
  write("freeze.yaml", open);
  expect(await decision()).toBe("deny");
});

test("a stack that is production in the trusted commit is no staging in the working tree", async () => {
  write("freeze.yaml", frozen);
  commit();
  expect(await decision({ ...production, environment: "staging" })).toBe("deny");
  write("Pulumi.prod.yaml", stackFile("staging"));
  commit();
  expect(await decision({ ...production, environment: "staging" })).toBe("allow");
  expect(await decision()).toBe("deny");
});

test("an audit judges by the calendar of the time", async () => {
  write("freeze.yaml", frozen);
  commit("2026-03-01T00:00:00Z");
  write("freeze.yaml", open);
  commit("2026-05-01T00:00:00Z");
  const { calendars } = await readFreezeSources(root, now);
  const inForce = await calendarsInForce(root, calendars);
  const names = (at: string): string[] =>
    inForce(Date.parse(at)).flatMap(({ windows }) => windows.map(({ name }) => name));
  expect(names("2026-02-01T00:00:00Z")).toEqual([]);
  expect(names("2026-04-01T00:00:00Z")).toEqual(["year-end"]);
  expect(names("2026-06-01T00:00:00Z")).toEqual([]);
});
