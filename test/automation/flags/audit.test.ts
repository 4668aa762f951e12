import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { CommandContext } from "../../../automation/cli/command.ts";
import { auditFlags, auditText } from "../../../automation/flags/audit.ts";
import { throwSwitch } from "../../../automation/flags/kill.ts";

let dir: string;
const git = (at: string, ...args: string[]): void => {
  const env = { PATH: process.env.PATH, GIT_COMMITTER_DATE: at, GIT_AUTHOR_DATE: at };
  execFileSync("git", ["-c", "user.name=Ana", "-c", "user.email=a@t", ...args], { cwd: dir, env, stdio: "pipe" });
};
const commit = (at: string, subject: string, text: string): void => {
  writeFileSync(join(dir, "project/flags/registry.yaml"), text);
  git(at, "add", ".");
  git(at, "commit", "-qm", `${subject}\n\nMore of it.`);
};
const a = (more: string): string => `flags:\n  - {key: a, owner: o, scope: global, expires: 2099-01-01${more}}\n`;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "maestro-audit-"));
  mkdirSync(join(dir, "project/flags"), { recursive: true });
  git("2026-01-01T00:00:00Z", "init", "-q");
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));
const audit = (options: object = {}) =>
  auditFlags(
    { cwd: join(dir, "project"), stateDir: join(dir, "state"), stack: undefined } as CommandContext,
    options as Record<string, unknown>,
  );
const brief = (options: object = {}): string[] =>
  audit(options).entries.map(({ at, who, key, what, why }) =>
    [
      at === null ? "now" : new Date(at).toISOString().slice(0, 10),
      who.replace(/^person:.*/, "person"),
      key,
      what,
      why,
    ].join(" "),
  );

describe("the audit trail", () => {
  beforeEach(() => {
    commit("2026-01-02T00:00:00Z", "Register a", a(", killswitch: true"));
    commit("2026-02-02T00:00:00Z", "To half of all", a(", killswitch: true, rollout: {percent: 50}"));
    commit("2026-03-02T00:00:00Z", "Break it", "flags:\n  - [");
    commit(
      "2026-04-02T00:00:00Z",
      "Add b",
      `# a\n${a(", killswitch: true, rollout: {percent: 50}")}  - {key: b, owner: o, scope: global}\n`,
    );
    commit("2026-06-02T00:00:00Z", "Remove a", "flags:\n  - {key: b, owner: p, scope: global}\n");
  });

  it("says who changed what, when and why, from git and the ledger, with what is not committed", async () => {
    await throwSwitch({
      ...{ cwd: join(dir, "project"), stateDir: join(dir, "state"), env: {}, registry: "nowhere.yaml" },
      ...{ now: () => Date.parse("2026-05-02"), key: "a", action: "kill", reason: "INC-7", actor: "person:bob" },
    });
    writeFileSync(join(dir, "project/flags/registry.yaml"), "flags: []\n");
    expect(brief()).toEqual([
      "2026-01-02 Ana a registered Register a",
      "2026-02-02 Ana a changed To half of all",
      "2026-03-02 Ana  unreadable Break it",
      "2026-04-02 Ana b registered Add b",
      "2026-05-02 person a killed INC-7",
      "2026-06-02 Ana a removed Remove a",
      "2026-06-02 Ana b changed Remove a",
      "now person b removed not committed",
    ]);
    expect(audit().entries[1]!.fields).toEqual([
      {
        field: "rollout",
        from: null,
        to: '{"by":"targetingKey","shares":[{"variant":"on","weight":50000},{"variant":"off","weight":50000}]}',
      },
    ]);
    expect(auditText(audit())).toContain("owner: o → p");
    expect(audit().ledgerVerified).toBe(true);
  });

  it("can be asked of one flag and of a time", () => {
    expect(brief({ key: "b", since: "2026-05-01" })).toEqual(["2026-06-02 Ana b changed Remove a"]);
    expect(() => audit({ since: "yesterday" })).toThrow(expect.objectContaining({ code: "time-invalid" }));
  });

  it("refuses a folder without history", () => {
    rmSync(join(dir, ".git"), { recursive: true });
    expect(() => audit()).toThrow(expect.objectContaining({ code: "no-history" }));
  });
});
