import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { stringify } from "yaml";
import { freezeDecision, readPolicySources, sourceDigest } from "../../../adapters/policy/index.ts";
import { type ApprovalPredicate, payloadId, signApproval, signRevocation } from "../../../core/attest/index.ts";
import { approvedConfigDigest } from "../../../core/freeze/index.ts";
import { keyPair } from "../../support/attest-keys.ts";

const [alice, bob, mallory] = [keyPair(), keyPair("p256"), keyPair()];
const frozen = { name: "year-end", start: "2020-01-01", end: "2099-12-31", approvals: 2 };
const now = Date.parse("2026-06-01T12:00:00Z");
const config = {
  environment: "production",
  service: "orders",
  release: { canaryWeight: 0 },
  change: { ticket: "CAB-7" },
};
let root: string;
const write = (file: string, text: string): void => {
  mkdirSync(dirname(join(root, file)), { recursive: true });
  writeFileSync(join(root, file), text);
};
const git = (...args: string[]): void => {
  const who = ["-c", "user.name=t", "-c", "user.email=t@example.com", "-c", "commit.gpgsign=false"];
  execFileSync("git", [...who, ...args], { cwd: root, stdio: "pipe" });
};
const commit = (): void => {
  git("add", "-A");
  git("commit", "-q", "-m", "state");
};
const people = (...extra: object[]): string =>
  stringify({
    approvers: [
      { id: "alice", roles: ["cab"], publicKey: alice.publicPem },
      { id: "bob", roles: ["cab"], publicKey: bob.publicPem },
      ...extra,
    ],
  });

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "maestro-approvals-"));
  git("init", "-q", "-b", "main");
  write("Pulumi.yaml", "name: x\n");
  write("app.ts", "export {};\n");
  write("freeze.yaml", stringify({ freeze: frozen }));
  write("freeze/approvers.yaml", people());
  commit();
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const predicate: ApprovalPredicate = {
  purpose: "freeze",
  target: "prod",
  ticket: "CAB-7",
  approver: "alice",
  role: "cab",
  requestedBy: "carol",
  category: null,
  limits: null,
  issuedAt: "2026-06-01T10:00:00Z",
  expiresAt: "2026-06-02T10:00:00Z",
  nonce: "00112233445566778899aabbccddeeff",
};

async function approve(signer = alice.signer, change: Partial<ApprovalPredicate> = {}, extra = {}): Promise<string> {
  const p = { ...predicate, ...change };
  const bound = { source: await sourceDigest(root), config: approvedConfigDigest({ ...config, ...extra }) };
  const envelope = signApproval(p, bound, signer);
  write(`freeze/approvals/${p.approver}.json`, JSON.stringify(envelope));
  return payloadId(envelope);
}
async function decision(changed: Record<string, unknown> = {}, stack = "prod", at = now) {
  const deployment = { stack, config: { ...config, ...changed } };
  return freezeDecision(deployment, await readPolicySources(root, at, deployment), at);
}
async function bothApprove(extra = {}): Promise<void> {
  await approve(alice.signer, {}, extra);
  await approve(bob.signer, { approver: "bob" }, extra);
}

test("two approvers let the change pass, one does not, and one twice does not", async () => {
  await approve();
  expect((await decision()).decision).toBe("deny");
  write("freeze/approvals/again.json", JSON.stringify(await again()));
  expect((await decision()).decision).toBe("deny");
  await approve(bob.signer, { approver: "bob" });
  const passed = await decision();
  expect([passed.decision, passed.rule]).toEqual(["allow", "approvals"]);
  expect(passed.source).toMatchObject({ from: "git-ref" });

  async function again() {
    const bound = { source: await sourceDigest(root), config: approvedConfigDigest(config) };
    return signApproval({ ...predicate, nonce: "ff".repeat(16) }, bound, alice.signer);
  }
});

test("an approval is bound to stack, ticket, config, expiry and source tree, not to the release's steps", async () => {
  await bothApprove();
  expect((await decision({ release: { canaryWeight: 50 } })).decision).toBe("allow");
  expect((await decision({}, "other")).decision).toBe("deny");
  expect((await decision({ change: { ticket: "CAB-8" } })).decision).toBe("deny");
  expect((await decision({ flags: { "orders.new": true } })).decision).toBe("deny");
  expect((await decision({}, "prod", Date.parse("2026-06-02T10:00:00Z"))).decision).toBe("deny");
  write("app.ts", "export const changed = 1;\n");
  expect((await decision()).decision).toBe("deny");
  write("app.ts", "export {};\n");
  expect((await decision()).decision).toBe("allow");
  write("extra.ts", "");
  expect((await decision()).decision).toBe("deny");
});

test("a revocation takes it back", async () => {
  await approve(bob.signer, { approver: "bob" });
  const approval = await approve();
  expect((await decision()).decision).toBe("allow");
  const revocation = { approval, revokedBy: "bob", reason: "wrong build", revokedAt: "2026-06-01T11:00:00Z" };
  write("freeze/approvals/revoked.json", JSON.stringify(signRevocation(revocation, bob.signer)));
  expect((await decision()).decision).toBe("deny");
});

test("nobody becomes an approver in the working tree, and one removed there no longer counts", async () => {
  write("freeze/approvers.yaml", people({ id: "mallory", roles: ["cab"], publicKey: mallory.publicPem }));
  await approve();
  await approve(mallory.signer, { approver: "mallory" });
  expect((await decision()).decision).toBe("deny");
  commit();
  expect((await decision()).decision).toBe("allow");
  write("freeze/approvers.yaml", people());
  await approve();
  await approve(mallory.signer, { approver: "mallory" });
  expect((await decision()).decision).toBe("deny");
});

test("the working tree's calendar can only tighten", async () => {
  write("freeze.yaml", "freeze: []\n");
  const refused = await decision();
  expect(refused.decision).toBe("deny");
  expect(refused.source).toMatchObject({ from: "git-ref" });
  commit();
  expect((await decision()).decision).toBe("allow");
  write("freeze.yaml", stringify({ freeze: frozen }));
  expect((await decision()).decision).toBe("deny");
});

test("a branch is judged by where it left origin/main, not by its own commits", async () => {
  git("update-ref", "refs/remotes/origin/main", "HEAD");
  write("freeze.yaml", "freeze: []\n");
  commit();
  expect((await decision()).decision).toBe("deny");
});

test("variables that point git elsewhere change nothing", async () => {
  write("freeze.yaml", "freeze: []\n");
  const before = { ...process.env };
  try {
    process.env.GIT_DIR = "/nonexistent";
    process.env.GIT_CEILING_DIRECTORIES = root;
    expect((await decision()).decision).toBe("deny");
  } finally {
    process.env = before;
  }
});

test("policy.ref names rules beside the trusted commit's, never instead of them", async () => {
  await bothApprove();
  expect((await decision()).decision).toBe("allow");
  git("checkout", "-q", "-b", "strict");
  write("freeze.yaml", stringify({ freeze: { ...frozen, approvals: 3 } }));
  git("add", "freeze.yaml");
  git("commit", "-q", "-m", "strict");
  git("checkout", "-q", "main");
  await bothApprove({ policy: { ref: "main" } });
  expect((await decision({ policy: { ref: "main" } })).decision).toBe("allow");
  await bothApprove({ policy: { ref: "strict" } });
  const strict = await decision({ policy: { ref: "strict" } });
  expect(strict).toMatchObject({ decision: "deny", source: { from: "git-ref", found: "policy-ref" } });
  git("checkout", "-q", "-b", "lax");
  write("freeze.yaml", "freeze: []\n");
  git("add", "freeze.yaml");
  git("commit", "-q", "-m", "lax");
  git("checkout", "-q", "main");
  expect((await decision({ policy: { ref: "lax" }, change: { ticket: "CAB-8" } })).decision).toBe("deny");
  for (const ref of ["nowhere", "-h", "strict:freeze.yaml"])
    await expect(decision({ policy: { ref } })).rejects.toMatchObject({ code: "policy-ref-unknown", exitCode: 1 });
});

test("the CAB register of the trusted commit holds, and the working tree's beside it", async () => {
  await bothApprove();
  write("freeze/cab.yaml", "tickets: [{id: CAB-7, status: approved}]\n");
  commit();
  await bothApprove();
  expect((await decision()).decision).toBe("allow");
  write("freeze/cab.yaml", "tickets: [{id: CAB-7, status: rejected}]\n");
  await bothApprove();
  expect((await decision()).reasons[0]).toMatchObject({ code: "ticket-refused-by-register" });
  rmSync(join(root, "freeze/cab.yaml"));
  await bothApprove();
  expect((await decision()).decision).toBe("allow");
  write("freeze/cab.yaml", "tickets: [{id: CAB-8, status: approved}, {id: CAB-7, status: requested}]\n");
  commit();
  rmSync(join(root, "freeze/cab.yaml"));
  await bothApprove();
  expect((await decision()).decision).toBe("deny");
});
