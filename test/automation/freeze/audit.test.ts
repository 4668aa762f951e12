import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { openLedger, readLedger } from "../../../adapters/ledger/index.ts";
import type { FreezeAudit } from "../../../automation/documents/freeze-audit.ts";
import { runCommand } from "../../support/run-command.ts";

let dir: string;
const write = (file: string, value: unknown): void => {
  mkdirSync(join(dir, file, ".."), { recursive: true });
  writeFileSync(join(dir, file), typeof value === "string" ? value : JSON.stringify(value));
};
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "maestro-audit-"));
  write("Pulumi.yaml", "name: shop\nruntime: nodejs\n");
  write(
    "freeze.yaml",
    "freeze: {name: year-end, start: 2020-01-01, end: 2099-01-01, exceptions: [{id: x1, ticket: CAB-7, stacks: [prod], expires: 2098-01-01, approvedBy: [alice]}]}\n",
  );
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

const env = () => ({ ...process.env, PULUMI_BACKEND_URL: `file://${join(dir, "backend")}` });
async function audit(...args: string[]): Promise<{ code: number; document: FreezeAudit }> {
  const { code, document, error } = await runCommand(["freeze", "audit", ...args], { cwd: dir, env: env() });
  if (error !== null) throw error;
  return { code, document: document as FreezeAudit };
}
const decided = {
  verb: "up",
  stack: "prod",
  decision: "allow",
  rule: "exception",
  ticket: "CAB-7",
  approvals: ["x1"],
  window: { name: "year-end", start: "", end: "" },
  applied: true,
};
function record(kind: string, body: object): number {
  const ledger = openLedger(join(dir, ".maestro"), Date.now);
  try {
    return ledger.append({ actor: "person:ana", runId: null, kind, body: { ...body } }).seq;
  } finally {
    ledger.close();
  }
}
/** One entry of a file backend's history. */
function history(kind: string, at: number, more: object = {}): void {
  const second = Math.floor(at / 1000);
  write(`backend/.pulumi/history/shop/prod/prod-${at}.history.json`, {
    kind,
    startTime: second,
    endTime: second,
    result: "succeeded",
    environment: { "exec.kind": "cli" },
    config: { "maestro-conductor:environment": "production" },
    resourceChanges: { update: 1 },
    ...more,
  });
}

test("an allowed up is a use of its exception with its update, a raw one a finding that alerts once", async () => {
  const seq = record("operation.decided", decided);
  history("update", Date.now());
  record("operation.ended", { verb: "up", stack: "prod", decided: seq, outcome: "succeeded", error: null });
  const clean = await audit();
  expect(clean.code).toBe(0);
  expect(clean.document).toMatchObject({
    exceptions: [{ id: "x1", ticket: "CAB-7", status: "active", uses: [seq] }],
    uses: [{ seq, stack: "prod", ticket: "CAB-7", approvals: ["x1"], updates: [expect.stringMatching(/^prod-/)] }],
    findings: [],
  });
  history("destroy", Date.now() + 1);
  const found = await audit();
  expect(found.code).toBe(1);
  expect(found.document.findings).toMatchObject([{ code: "unauthorised-destroy", stack: "prod", window: "year-end" }]);
  expect(found.document.alerts.queued).toBe(1);
  expect((await audit()).document.alerts.queued).toBe(0);
});

test("notes and checks are taken over into the ledger once; what is none of them is named and left", async () => {
  const note = {
    by: "guard",
    at: Date.now(),
    pid: 1,
    stack: "prod",
    preview: false,
    code: "freeze-refused",
    text: "no",
  };
  write(".maestro/refusals/a.json", {
    ...note,
    ticket: null,
    environment: "production",
    window: "year-end",
    variables: [],
  });
  write(".maestro/refusals/b.json", { by: "nobody" });
  const generatedAt = new Date().toISOString();
  const refused = { schemaVersion: "1.0", kind: "freeze-enforce", generatedAt, exitCode: 2 };
  write("checks/c.json", { ...refused, error: { code: "labels-invalid", message: "labels are not JSON" } });
  const { document } = await audit("--checks", "checks");
  expect(document.collected).toMatchObject({ notes: 1, checks: 1, left: [".maestro/refusals/b.json"] });
  expect(document.refusals).toMatchObject([
    { via: "guard", stack: "prod", code: "freeze-refused" },
    { via: "merge-check", verb: "merge", code: "labels-invalid" },
  ]);
  expect(document.bypassAttempts).toMatchObject([{ way: "policy-pack-left-out" }]);
  expect(readdirSync(join(dir, ".maestro/refusals"))).toEqual(["b.json"]);
  const again = await audit("--checks", "checks");
  expect(again.document.collected).toMatchObject({ notes: 0, checks: 0 });
  expect(again.document.refusals).toHaveLength(2);
  expect(readLedger(join(dir, ".maestro")).verification.verified).toBe(true);
});

test("a ledger that was written anew is a finding", async () => {
  record("operation.decided", decided);
  await audit();
  const file = join(dir, ".maestro", "ledger.jsonl");
  const { lines } = readLedger(join(dir, ".maestro"));
  writeFileSync(file, `${lines.map((line) => line.replace("CAB-7", "CAB-8")).join("\n")}\n`);
  const { code, document } = await audit();
  expect(code).toBe(1);
  expect(document.findings.map(({ code: found }) => found)).toContain("ledger-broken");
  expect(document.collected.skipped).not.toBeNull();
});

test("where no history can be read it is not clean", async () => {
  const cloud = await runCommand(["freeze", "audit"], {
    cwd: dir,
    env: { ...process.env, PULUMI_BACKEND_URL: "https://api.example.com" },
  });
  expect(cloud.code).toBe(3);
  expect(cloud.document.history).toMatchObject({ unread: expect.stringContaining("file backends") });
});
