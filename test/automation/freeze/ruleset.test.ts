import { readFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { checkRulesets, type Ruleset, rulesetSchema } from "../../../core/freeze/index.ts";
import { runCommand } from "../../support/run-command.ts";

const text = readFileSync(".github/rulesets/main.json", "utf8");
const shipped = (): Ruleset => rulesetSchema.parse(JSON.parse(text));
type Rule = Ruleset["rules"][number];
const change = (edit: (ruleset: Ruleset & { rules: Rule[] }) => void): Ruleset => {
  const copy = structuredClone(shipped()) as Ruleset & { rules: Rule[] };
  edit(copy);
  return copy;
};
const parametersOf = (ruleset: Ruleset, type: string): Record<string, unknown> =>
  ruleset.rules.find((rule) => rule.type === type)!.parameters as Record<string, unknown>;
const codes = (...rulesets: Ruleset[]): string[] => checkRulesets(rulesets, "main", true).map(({ code }) => code);

describe("the ruleset that is shipped", () => {
  it("binds the default branch", () => {
    expect(codes(shipped())).toEqual([]);
    expect(checkRulesets([shipped()], "release", false).map(({ code }) => code)).toEqual(["no-ruleset"]);
  });

  it.each([
    ["no-ruleset", change((r) => Object.assign(r, { enforcement: "evaluate" }))],
    ["no-ruleset", change((r) => Object.assign(r, { target: "tag" }))],
    ["no-ruleset", change((r) => Object.assign(r.conditions!.ref_name!, { include: ["refs/heads/release/*"] }))],
    ["branch-excluded", change((r) => Object.assign(r.conditions!.ref_name!, { exclude: ["refs/heads/ma*"] }))],
    [
      "check-not-required",
      change((r) =>
        Object.assign(parametersOf(r, "required_status_checks"), { required_status_checks: [{ context: "ci" }] }),
      ),
    ],
    [
      "check-from-anybody",
      change((r) =>
        Object.assign(parametersOf(r, "required_status_checks"), { required_status_checks: [{ context: "freeze" }] }),
      ),
    ],
    [
      "check-not-strict",
      change((r) =>
        Object.assign(parametersOf(r, "required_status_checks"), { strict_required_status_checks_policy: false }),
      ),
    ],
    [
      "no-code-owner-review",
      change((r) => Object.assign(parametersOf(r, "pull_request"), { require_code_owner_review: false })),
    ],
    [
      "stale-reviews-kept",
      change((r) => Object.assign(parametersOf(r, "pull_request"), { dismiss_stale_reviews_on_push: false })),
    ],
    [
      "last-pusher-may-approve",
      change((r) => Object.assign(parametersOf(r, "pull_request"), { require_last_push_approval: false })),
    ],
    [
      "no-pull-request",
      change((r) => Object.assign(r, { rules: r.rules.filter(({ type }) => type !== "pull_request") })),
    ],
    [
      "force-push-allowed",
      change((r) => Object.assign(r, { rules: r.rules.filter(({ type }) => type !== "non_fast_forward") })),
    ],
    ["deletion-allowed", change((r) => Object.assign(r, { rules: r.rules.filter(({ type }) => type !== "deletion") }))],
    [
      "bypass-actor",
      change((r) =>
        Object.assign(r, { bypass_actors: [{ actor_id: 5, actor_type: "RepositoryRole", bypass_mode: "always" }] }),
      ),
    ],
    ["bypass-not-shown", change((r) => delete (r as { bypass_actors?: unknown }).bypass_actors)],
  ])("is found to be weakened: %s", (code, ruleset) => {
    expect(codes(ruleset)).toContain(code);
  });

  it("may be split over several rulesets", () => {
    const half = (keep: (rule: Rule) => boolean): Ruleset =>
      change((r) => Object.assign(r, { rules: r.rules.filter(keep) }));
    const checks = half(({ type }) => type === "required_status_checks");
    const rest = half(({ type }) => type !== "required_status_checks");
    expect(codes(checks, rest)).toEqual([]);
  });
});

/** A loopback server with the shapes of GitHub's REST API, not GitHub. */
let server: Server;
let env: Record<string, string>;
let rulesets: Ruleset[] | string;
beforeAll(async () => {
  server = createServer((request, response) => {
    const path = request.url!.split("?")[0]!;
    const id = /\/rulesets\/(\d+)$/.exec(path)?.[1];
    const authorised = request.headers.authorization === "Bearer t0ken";
    const list = (): unknown =>
      typeof rulesets === "string" ? rulesets : rulesets.map(({ name }, i) => ({ id: i, name }));
    const answer = !authorised
      ? null
      : path === "/repos/o/r"
        ? { default_branch: "main" }
        : id !== undefined
          ? rulesets[Number(id)]
          : path === "/repos/o/r/rulesets"
            ? list()
            : null;
    response.writeHead(answer === null ? 404 : 200).end(JSON.stringify(answer));
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
});
afterAll(() => server.close());
beforeEach(() => {
  rulesets = [shipped()];
  env = { GITHUB_TOKEN: "t0ken", GITHUB_API_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
});
const check = (...args: string[]) => runCommand(["freeze", "ruleset", "--check", ...args], { cwd: process.cwd(), env });

describe("maestro freeze ruleset", () => {
  it("prints what is to be imported", async () => {
    const { code, text: printed } = await runCommand(["freeze", "ruleset"], { cwd: process.cwd() });
    expect(code).toBe(0);
    expect(JSON.parse(printed)).toEqual(JSON.parse(text));
  });

  it("asks GitHub for each ruleset's rules and bypass actors", async () => {
    expect(await check("--repository", "o/r")).toMatchObject({ code: 0, document: { branch: "main", findings: [] } });
    rulesets = [];
    expect(await check("--repository", "o/r")).toMatchObject({
      code: 1,
      document: { findings: [{ code: "no-ruleset" }] },
    });
    expect(await check("--repository", "o/r", "--branch", "dev")).toMatchObject({
      code: 1,
      document: { branch: "dev" },
    });
  });

  it("says what is missing, and never passes without an answer", async () => {
    expect(await check("--repository", "nobody")).toMatchObject({ code: 2, error: { code: "option-missing" } });
    expect(await check("--repository", "o/other")).toMatchObject({ code: 4, error: { code: "github-failed" } });
    rulesets = "nonsense";
    expect(await check("--repository", "o/r")).toMatchObject({ code: 4, error: { code: "github-failed" } });
    env = { GITHUB_API_URL: env.GITHUB_API_URL! };
    expect(await check("--repository", "o/r")).toMatchObject({ code: 2, error: { code: "environment-missing" } });
  });
});
