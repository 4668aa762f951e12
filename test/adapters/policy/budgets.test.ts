import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { stringify } from "yaml";
import { readBudgets } from "../../../adapters/policy/index.ts";
import { type ApprovalPredicate, payloadId, signApproval, signRevocation } from "../../../core/attest/index.ts";
import { allowanceOf, type BudgetApproval, budgetApprovalDigest } from "../../../core/capacity/index.ts";
import { keyPair } from "../../support/attest-keys.ts";

const [ada, mallory] = [keyPair(), keyPair()];
const now = Date.parse("2026-06-01T12:00:00Z");
const entry: BudgetApproval = { service: "orders", upToCents: 9000, by: "ada", ticket: "FIN-1", until: "2026-06-30" };
const predicate: ApprovalPredicate = {
  purpose: "budget",
  target: "orders",
  ticket: "FIN-1",
  approver: "ada",
  role: "finops",
  requestedBy: "carol",
  category: null,
  limits: null,
  issuedAt: "2026-06-01T10:00:00Z",
  expiresAt: "2026-07-01T00:00:00Z",
  nonce: "00112233445566778899aabbccddeeff",
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
const budgets = (cents: number, approvals: object[] = [], more: object = {}): void =>
  write(
    "capacity/budgets.yaml",
    stringify({
      prices: { source: "a list", date: "2026-01-01", microcentsPerMillicoreHour: 1, microcentsPerMebibyteHour: 0 },
      services: { orders: { team: "shop", monthlyCents: cents } },
      approvals,
      ...more,
    }),
  );
const approve = (change: Partial<ApprovalPredicate> = {}, of = entry, signer = ada.signer) => {
  const envelope = signApproval({ ...predicate, ...change }, { budget: budgetApprovalDigest(of) }, signer);
  write("capacity/approvals/one.json", JSON.stringify(envelope));
  return envelope;
};
const allowed = async (at = now): Promise<(number | undefined)[]> => {
  const { all, signed } = await readBudgets(root, at);
  return all.map((one) => allowanceOf("orders", one, signed, at)?.cents);
};

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "maestro-budgets-"));
  git("init", "-q", "-b", "main");
  const approver = { id: "ada", roles: ["finops", "cab"], publicKey: ada.publicPem };
  write("freeze/approvers.yaml", stringify({ approvers: [approver] }));
  budgets(5000);
  git("add", "-A");
  git("commit", "-q", "-m", "state");
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

test("the working tree may lower a budget, not raise it", async () => {
  budgets(4000);
  expect(Math.min(...((await allowed()) as number[]))).toBe(4000);
  budgets(8000);
  expect(await allowed()).toEqual([5000, 8000]);
  rmSync(join(root, "capacity/budgets.yaml"));
  expect(await allowed()).toEqual([5000]);
});

test("a signed approval raises what is allowed by both, until its last day is over", async () => {
  budgets(5000, [entry]);
  expect(await allowed()).toEqual([5000, 5000]);
  approve();
  expect(await allowed()).toEqual([9000, 9000]);
  expect(await allowed(Date.parse("2026-07-01T00:00:00Z"))).toEqual([5000, 5000]);
});

test.each<[string, () => unknown]>([
  ["for another amount", () => approve({}, { ...entry, upToCents: 8999 })],
  ["for a freeze", () => approve({ purpose: "freeze" })],
  ["for another service", () => approve({ target: "billing" })],
  ["for another ticket", () => approve({ ticket: "FIN-2" })],
  ["in a role that may not approve budgets", () => approve({ role: "cab" })],
  ["by a key that nobody registered", () => approve({}, entry, mallory.signer)],
  ["by whoever asked for it", () => approve({ requestedBy: "ADA" })],
  ["that was revoked", () => revoke(approve())],
])("an approval %s does not count", async (_, given) => {
  budgets(5000, [entry]);
  given();
  expect(await allowed()).toEqual([5000, 5000]);
});

test("the working tree can neither register approvers nor widen their roles", async () => {
  const people = [
    { id: "ada", roles: ["finops"], publicKey: ada.publicPem },
    { id: "mal", roles: ["finops"], publicKey: mallory.publicPem },
  ];
  write("freeze/approvers.yaml", stringify({ approvers: people }));
  budgets(5000, [{ ...entry, by: "mal" }]);
  approve({ approver: "mal" }, { ...entry, by: "mal" }, mallory.signer);
  expect(await allowed()).toEqual([5000, 5000]);
  budgets(5000, [entry], { approverRoles: ["cab"] });
  approve({ role: "cab" });
  expect(await allowed()).toEqual([5000, 5000]);
});

function revoke(envelope: ReturnType<typeof approve>): void {
  const approval = payloadId(envelope);
  const revocation = { approval, revokedBy: "ada", reason: "spent", revokedAt: "2026-06-01T11:00:00Z" };
  write("capacity/approvals/revoked.json", JSON.stringify(signRevocation(revocation, ada.signer)));
}
