import fc from "fast-check";
import { expect, test } from "vitest";
import type { Calendar } from "../../../core/freeze/index.ts";
import { type Authorisation, type EngineUpdate, judgeHistory, matchUpdates } from "../../../core/freeze-audit/index.ts";
import { windowOf } from "../../support/freeze-windows.ts";

const start = Date.parse("2026-12-18T00:00:00Z");
const calendar: Calendar = { windows: [windowOf("2026-12-18T00:00:00Z", "2026-12-28T00:00:00Z")], source: null };
const inForce = () => [calendar];

function update(at: number, more: Partial<EngineUpdate> = {}): EngineUpdate {
  return {
    id: `u${at}`,
    stack: "prod",
    kind: "update",
    result: "succeeded",
    startedAt: at,
    endedAt: at + 5_000,
    recordedAt: at + 5_100,
    message: "",
    by: "cli",
    policyPack: false,
    author: null,
    environment: "production",
    service: "orders",
    ticket: null,
    runId: null,
    changes: { update: 1 },
    ...more,
  };
}
function allowed(at: number, more: Partial<Authorisation> = {}): Authorisation {
  return {
    seq: 1,
    stack: "prod",
    kind: "update",
    from: at,
    until: at + 60_000,
    runId: null,
    rule: "exception",
    decidedAt: at,
    succeeded: true,
    ...more,
  };
}
const judge = (updates: EngineUpdate[], decisions: Authorisation[] = [], edits = []) =>
  judgeHistory({ stack: "prod", updates, edits }, decisions, inForce);
const codes = (updates: EngineUpdate[], decisions: Authorisation[] = []): string[] =>
  judge(updates, decisions).findings.map(({ code }) => code);

test("an update inside a window with a decision is a use, without one a finding, outside neither", () => {
  expect(codes([update(start + 1_000)])).toEqual(["unauthorised-deploy"]);
  expect(codes([update(start + 1_000)], [allowed(start + 500)])).toEqual([]);
  expect(judge([update(start + 1_000)], [allowed(start + 500)]).uses).toHaveLength(1);
  expect(codes([update(start - 60_000)])).toEqual([]);
  expect(codes([update(start + 1_000, { environment: "staging" })])).toEqual([]);
});

test.each([
  ["destroy", "unauthorised-destroy"],
  ["refresh", "unauthorised-refresh"],
  ["import", "unauthorised-import"],
  ["other", "unauthorised-deploy"],
] as const)("a raw %s is found as %s, whatever decision there is for an update", (kind, code) => {
  expect(codes([update(start, { kind })], [allowed(start, { rule: "no-window", decidedAt: start - 1 })])).toEqual([
    code,
  ]);
});

test("what was refused before it touched anything is an attempt; half an update is a finding", () => {
  const refused = judge([update(start, { result: "failed", changes: { same: 1 } })]);
  expect(refused.findings).toEqual([]);
  expect(refused.attempts).toHaveLength(1);
  expect(codes([update(start, { result: "failed", changes: { create: 1 } })])).toEqual(["unauthorised-deploy"]);
});

test("a stack that was production stays in the window when its config says staging", () => {
  const updates = [update(start - 86_400_000), update(start + 1_000, { environment: "staging" })];
  expect(codes(updates)).toEqual(["unauthorised-deploy"]);
});

test("a clock that was put back does not take an update out of the window", () => {
  const before = start - 365 * 86_400_000;
  expect(codes([update(before, { recordedAt: start + 60_000 })])).toEqual(["clock-differs", "unauthorised-deploy"]);
});

test("a decision that saw no window is held against the calendar of the time", () => {
  expect(codes([update(start + 1_000)], [allowed(start + 500, { rule: "no-window" })])).toEqual(["decided-otherwise"]);
  expect(codes([update(start + 1_000)], [allowed(start - 500, { rule: "no-window" })])).toEqual([]);
});

test("an operation that the ledger knows and the history does not was removed from there", () => {
  expect(codes([], [allowed(start)])).toEqual(["history-missing"]);
  expect(codes([], [allowed(start, { rule: "no-window" })])).toEqual([]);
});

test("an edit of the state within a window is found", () => {
  const edit = {
    stack: "prod",
    kind: "unprotected",
    urns: ["urn:a"],
    after: start - 5_000,
    before: start + 5_000,
  } as const;
  const { findings } = judgeHistory({ stack: "prod", updates: [update(start - 9_000)], edits: [edit] }, [], inForce);
  expect(findings.map(({ code }) => code)).toEqual(["state-edited"]);
  const early = { ...edit, before: start - 1_000 };
  expect(
    judgeHistory({ stack: "prod", updates: [update(start - 9_000)], edits: [early] }, [], inForce).findings,
  ).toEqual([]);
});

test("no decision allows two updates, and no update is allowed by another stack's, kind's or run's decision", () => {
  const time = fc.integer({ min: 0, max: 30 }).map((s) => start + s * 1_000);
  const stack = fc.constantFrom("prod", "stage");
  const kind = fc.constantFrom("update", "destroy");
  const runId = fc.constantFrom("r1", "r2", null);
  const decision = fc
    .record({ at: time, stack, kind, runId })
    .map(({ at, ...more }) => allowed(at, { ...more, until: at + 4_000 }));
  const some = fc.record({ at: time, stack, kind, runId }).map(({ at, ...more }) => update(at, more));
  fc.assert(
    fc.property(fc.array(some, { maxLength: 8 }), fc.array(decision, { maxLength: 8 }), (updates, decisions) => {
      const matched = matchUpdates(updates, decisions);
      expect(new Set(matched.values()).size).toBe(matched.size);
      for (const [u, d] of matched) {
        expect([u.stack, u.kind]).toEqual([d.stack, d.kind]);
        if (u.runId !== null && d.runId !== null) expect(u.runId).toBe(d.runId);
        expect(u.startedAt).toBeGreaterThanOrEqual(d.from - 1_000);
        expect(u.startedAt).toBeLessThanOrEqual(d.until);
      }
    }),
  );
});
