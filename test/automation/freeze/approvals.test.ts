import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { stringify } from "yaml";
import { freezeDecision, readPolicySources } from "../../../adapters/policy/index.ts";
import { planWanted } from "../../../automation/cutover/wanted-plan.ts";
import { approvedPlanDigest, makePlan, planFile, settlePlanFile } from "../../../core/cutover/index.ts";
import { validateInputs } from "../../../stacks/inputs.ts";
import { keyPair } from "../../support/attest-keys.ts";
import { runCommand } from "../../support/run-command.ts";

const [alice, bob, mallory] = [keyPair(), keyPair("p256"), keyPair()];
let dir: string;
const config = {
  target: "local",
  environment: "production",
  service: "orders",
  release: { activeColor: "blue", blue: { version: "v1.0.0" } },
  change: { ticket: "CAB-7" },
};
const write = (file: string, text: string): void => writeFileSync(join(dir, file), text);
const stackFile = (change: object = {}): void => {
  const all = Object.entries({ ...config, ...change }).map(([key, value]) => [`maestro-conductor:${key}`, value]);
  write("Pulumi.prod.yaml", stringify({ config: Object.fromEntries(all) }));
};
const git = (...args: string[]): void => {
  const who = ["-c", "user.name=t", "-c", "user.email=t@example.com", "-c", "commit.gpgsign=false"];
  execFileSync("git", [...who, ...args], { cwd: dir, stdio: "pipe" });
};
const freeze = (...args: string[]) => runCommand(["freeze", ...args], { cwd: dir });
const request = (...args: string[]) =>
  freeze("request", "--stack", "prod", "--ticket", "cab-7", "--expires", "24h", "--requested-by", "carol", ...args);
const approve = (who: "alice" | "bob" | "mallory", ...args: string[]) =>
  freeze(
    "approve",
    "freeze/approvals/requests/CAB-7-prod.json",
    "--as",
    who,
    "--key-file",
    `${dir}-${who}.pem`,
    ...args,
  );
const decided = async (change: object = {}, planDigest?: string) => {
  const now = Date.now();
  const deployment = { stack: "prod", config: { ...config, ...change } };
  const sources = await readPolicySources(dir, now, deployment);
  return freezeDecision(deployment, sources, now, planDigest ? { planDigest } : {});
};

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "maestro-approve-"));
  for (const [who, { privatePem }] of Object.entries({ alice, bob, mallory }))
    writeFileSync(`${dir}-${who}.pem`, privatePem);
  git("init", "-q", "-b", "main");
  write("Pulumi.yaml", "name: x\n");
  stackFile();
  write("freeze.yaml", "freeze: {start: 2020-01-01, end: 2099-12-31, approvals: 2, exceptions: [security]}\n");
  execFileSync("mkdir", ["-p", join(dir, "freeze")]);
  const approvers = [
    { id: "alice", roles: ["cab", "code-owner"], publicKey: alice.publicPem },
    { id: "bob", roles: ["cab"], publicKey: bob.publicPem },
  ];
  write("freeze/approvers.yaml", stringify({ approvers }));
  git("add", "-A");
  git("commit", "-q", "-m", "state");
});
afterEach(() => {
  for (const who of ["alice", "bob", "mallory"]) rmSync(`${dir}-${who}.pem`);
  rmSync(dir, { recursive: true, force: true });
});

test("request, approve by two, verify, revoke: the gate follows", async () => {
  expect((await request("--max-canary-weight", "10")).document).toMatchObject({
    file: "freeze/approvals/requests/CAB-7-prod.json",
    request: {
      ticket: "CAB-7",
      target: "prod",
      requestedBy: "carol",
      limits: { maxCanaryWeight: 10 },
      versions: ["v1.0.0"],
    },
  });
  expect((await decided()).decision).toBe("deny");
  const first = await approve("alice");
  expect(first.code).toBe(0);
  expect((await decided()).decision).toBe("deny");
  await approve("bob");
  expect(await decided()).toMatchObject({ decision: "allow", rule: "approvals" });
  const verified = await freeze("verify", "--stack", "prod");
  expect(verified).toMatchObject({ code: 0, document: { counting: 2, refused: 0 } });
  const named = { ticket: "CAB-7", approval: String(first.document.file) };
  expect((await decided({ change: named })).decision).toBe("allow");
  const revoked = await freeze(
    "revoke",
    String(first.document.file),
    "--as",
    "bob",
    "--key-file",
    `${dir}-bob.pem`,
    "--reason",
    "wrong build",
  );
  expect(revoked).toMatchObject({ code: 0, document: { approval: first.document.id, revokedBy: "bob" } });
  expect((await decided()).decision).toBe("deny");
  expect((await freeze("verify")).document).toMatchObject({ counting: 1, refused: 1 });
  const ledger = readFileSync(join(dir, ".maestro/ledger.jsonl"), "utf8");
  for (const kind of ["freeze.requested", "freeze.approved", "freeze.revoked"]) expect(ledger).toContain(`"${kind}"`);
  expect(ledger).not.toContain("PRIVATE KEY");
});

test("a code owner's approval of a category waives the second approver", async () => {
  await request("--category", "security");
  await approve("bob");
  expect((await decided()).decision).toBe("deny");
  await approve("alice", "--role", "code-owner");
  expect(await decided()).toMatchObject({ decision: "allow", rule: "carve-out", evidence: { carveOut: "security" } });
});

test("with --to the plan and its versions are bound", async () => {
  const asked = await request("--to", "v2.0.0");
  expect(asked.document).toMatchObject({
    request: { versions: ["v1.0.0", "v2.0.0"], bound: { plan: expect.any(String) } },
  });
  await approve("alice");
  await approve("bob");
  const digest = (to: string): string => {
    const inputs = validateInputs(config, "Pulumi.prod.yaml");
    const options = settlePlanFile(planFile.parse({ base: "short" }));
    return approvedPlanDigest(
      makePlan(planWanted("prod", { inputs, sections: config }, { to, options, mapping: null })),
    );
  };
  expect((await decided({}, digest("v2.0.0"))).decision).toBe("allow");
  expect((await decided({}, digest("v3.0.0"))).decision).toBe("deny");
  expect((await decided()).decision).toBe("deny");
  const green = { release: { activeColor: "blue", blue: { version: "v1.0.0" }, green: { version: "v2.0.0" } } };
  const run = { run: { id: "r1", fencingToken: 3 } };
  expect((await decided({ ...green, ...run })).decision).toBe("allow");
  expect(
    (await decided({ ...green, release: { ...green.release, green: { version: "v9.9.9" } }, ...run })).decision,
  ).toBe("deny");
});

test.each([
  ["nobody registered", () => approve("mallory"), 2, "approver-unknown"],
  ["a role that is not held", () => approve("bob", "--role", "code-owner"), 2, "role-not-held"],
  ["another's name", () => approve("alice", "--as", "bob"), 2, "approver-unknown"],
])("does not sign for %s, and writes nothing", async (_, attempt, code, error) => {
  await request();
  expect(await attempt()).toMatchObject({ code, error: { code: error } });
  expect(readdirSync(join(dir, "freeze/approvals"))).toEqual(["requests"]);
});

test("does not sign one's own request, a stale one, nor one that is over or malformed", async () => {
  await request("--requested-by", "Alice");
  expect(await approve("alice")).toMatchObject({ code: 1, error: { code: "self-approval" } });
  await request();
  write("app.ts", "export {};\n");
  expect(await approve("alice")).toMatchObject({
    code: 1,
    error: { code: "request-stale", field: "bound.source" },
  });
  rmSync(join(dir, "app.ts"));
  stackFile({ tenantClass: "dedicated" });
  expect(await approve("alice")).toMatchObject({
    error: { code: "request-stale", field: "bound.config" },
  });
  stackFile();
  const file = "freeze/approvals/requests/CAB-7-prod.json";
  const given = readFileSync(join(dir, file), "utf8");
  write(file, given.replace(/"expiresAt": "[^"]+"/, '"expiresAt": "2020-01-01T00:00:00Z"'));
  expect(await approve("alice")).toMatchObject({ code: 1, error: { code: "request-expired" } });
  write(file, given.replace('"ticket"', '"tickt"'));
  expect(await approve("alice")).toMatchObject({ code: 2, error: { file, line: expect.any(Number) } });
});

test.each([
  [["--ticket", "yes please"], "ticket-malformed"],
  [["--expires", "200d"], "time-invalid"],
  [["--expires", "soon"], "time-invalid"],
  [["--max-canary-weight", "many"], "option-invalid"],
  [["--head", "abc"], "option-invalid"],
])("a request with %j is bad input", async (args, error) => {
  expect(await request(...args)).toMatchObject({ code: 2, error: { code: error } });
});
