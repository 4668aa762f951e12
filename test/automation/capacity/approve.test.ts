import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { stringify } from "yaml";
import { readLedger } from "../../../adapters/ledger/index.ts";
import { readBudgets } from "../../../adapters/policy/index.ts";
import { approveRequest, giveApproval } from "../../../automation/capacity/approve.ts";
import type { CommandContext } from "../../../automation/cli/command.ts";
import { allowanceOf } from "../../../core/capacity/index.ts";
import { keyPair } from "../../support/attest-keys.ts";

const ada = keyPair();
const now = Date.parse("2026-06-01T12:00:00Z");
const budgets = `# prices are reviewed each quarter
prices: {source: a list, date: 2026-01-01, microcentsPerMillicoreHour: 1, microcentsPerMebibyteHour: 0}
services:
  orders: {team: shop, monthlyCents: 5000} # the shop's
`;
let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "maestro-approve-"));
  for (const folder of ["capacity", "freeze"]) mkdirSync(join(dir, folder));
  writeFileSync(join(dir, "capacity/budgets.yaml"), budgets);
  const people = [{ id: "ada", roles: ["finops"], publicKey: ada.publicPem }];
  writeFileSync(join(dir, "freeze/approvers.yaml"), stringify({ approvers: people }));
  writeFileSync(join(dir, "ada.pem"), ada.privatePem);
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

const options = {
  service: "orders",
  upToCents: "9000",
  ticket: "FIN-1",
  until: "2026-06-30",
  as: "ada",
  role: "finops",
  requestedBy: "bob",
  keyFile: "ada.pem",
};
const give = (change: Record<string, string> = {}) => {
  const context = { cwd: dir, stateDir: join(dir, ".maestro"), now: () => now } as Partial<CommandContext>;
  return giveApproval(context as CommandContext, approveRequest({ ...options, ...change }));
};

test("an approval counts at once, stands in the ledger, and leaves the file's comments", async () => {
  const given = await give();
  const { all, signed } = await readBudgets(dir, now);
  expect(allowanceOf("orders", all[0]!, signed, now)).toMatchObject({ cents: 9000, approval: { by: "ada" } });
  const { entries, verification } = readLedger(join(dir, ".maestro"));
  expect(verification.verified).toBe(true);
  expect(entries).toMatchObject([
    { kind: "capacity.approved", body: { id: given.id, upToCents: 9000, ticket: "FIN-1" } },
  ]);
  const text = readFileSync(join(dir, "capacity/budgets.yaml"), "utf8");
  expect(text).toContain("# prices are reviewed each quarter");
  expect(text).toContain("# the shop's");
  await give({ upToCents: "9500", ticket: "FIN-2" });
  const again = await readBudgets(dir, now);
  expect(allowanceOf("orders", again.all[0]!, again.signed, now)?.cents).toBe(9500);
});

test.each([
  [{ service: "billing" }, "no-budget"],
  [{ until: "2026-05-31" }, "bad-option"],
  [{ until: "soon" }, "bad-option"],
  [{ upToCents: "1.5" }, "bad-option"],
  [{ keyFile: "none.pem" }, "file-missing"],
  [{ as: "eve" }, "approver-unknown"],
  [{ role: "cab" }, "approver-unknown"],
  [{ requestedBy: "Ada" }, "approver-unknown"],
  [{ ticket: "" }, "option-missing"],
])("%o is refused and changes nothing", async (change, code) => {
  await expect((async () => give(change as Record<string, string>))()).rejects.toMatchObject({ code, exitCode: 2 });
  expect(readFileSync(join(dir, "capacity/budgets.yaml"), "utf8")).toBe(budgets);
  expect(readLedger(join(dir, ".maestro")).entries).toEqual([]);
});
