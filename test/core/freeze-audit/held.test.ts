import { expect, test } from "vitest";
import { heldDeploys } from "../../../core/freeze-audit/index.ts";
import { appendEntry, EMPTY_HEAD, type EntryDraft, headOf, type LedgerEntry } from "../../../core/ledger/index.ts";

function ledger(...drafts: [kind: string, body: object, runId?: string][]): LedgerEntry[] {
  const entries: LedgerEntry[] = [];
  for (const [kind, body, runId = null] of drafts) {
    const draft: EntryDraft = { actor: "person:ana", runId, kind, body: body as EntryDraft["body"] };
    const last = entries.at(-1);
    entries.push(appendEntry(last ? headOf(last) : EMPTY_HEAD, draft, Date.parse("2026-12-20T00:00:00Z")));
  }
  return entries;
}
const up = (stack: string, decision: "allow" | "deny", applied = decision === "allow"): [string, object] => [
  "operation.decided",
  {
    verb: "up",
    stack,
    decision,
    rule: decision === "allow" ? "exception" : "default-refusal",
    ticket: "CAB-7",
    applied,
  },
];
const plan = { stack: "prod", service: "orders", name: "short", to: { version: "v2" }, mapping: null };
const refusedRun = (runId: string, code: string): [string, object, string][] => [
  ["run.started", { plan }, runId],
  ["run.ended", { outcome: "refused", reason: { code, text: "no" } }, runId],
];
const what = (entries: LedgerEntry[]): string[] => heldDeploys(entries).map((h) => `${h.id} ${h.what} ${h.stack}`);

test("the last refused up of each stack waits until one goes out", () => {
  expect(what(ledger(up("prod", "deny"), up("stage", "deny"), up("prod", "deny")))).toEqual([
    "1 up stage",
    "2 up prod",
  ]);
  expect(what(ledger(up("prod", "deny"), up("prod", "allow")))).toEqual([]);
  expect(what(ledger(up("prod", "allow"), up("prod", "deny")))).toEqual(["1 up prod"]);
});

test("other verbs are not queued", () => {
  expect(
    what(
      ledger([
        "operation.decided",
        { verb: "destroy", stack: "prod", decision: "deny", rule: "default-refusal", ticket: null, applied: false },
      ]),
    ),
  ).toEqual([]);
});

test("a cutover that the freeze refused waits with what it takes to start it again; another run takes its place", () => {
  const [held] = heldDeploys(ledger(...refusedRun("r1", "freeze")));
  expect(held).toMatchObject({
    id: 1,
    what: "cutover",
    cutover: { service: "orders", to: "v2", plan: "short", mapping: null },
  });
  expect(what(ledger(...refusedRun("r1", "policy")))).toEqual([]);
  expect(what(ledger(...refusedRun("r1", "freeze"), ["run.started", { plan }, "r2"]))).toEqual([]);
});

test("what was dropped waits no more", () => {
  expect(what(ledger(up("prod", "deny"), ["held.dropped", { held: 0, stack: "prod" }]))).toEqual([]);
  expect(what(ledger(up("prod", "deny"), ["held.dropped", { held: 9, stack: "prod" }]))).toEqual(["0 up prod"]);
});
