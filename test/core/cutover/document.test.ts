import { describe, expect, test } from "vitest";
import { planDigest, type RunEvent, type RunFact, runDocument } from "../../../core/cutover/index.ts";
import { EMPTY_HEAD } from "../../../core/ledger/index.ts";
import { DONE, failed, history, look, START, started, upTo } from "../../support/cutover-history.ts";
import { planOf } from "../../support/cutover-plans.ts";

const plan = planOf({ base: "short" });
const extras = {
  traffic: { requests: 3 },
  writes: null,
  artifacts: ["a"],
  ledger: { path: "ledger.jsonl", head: EMPTY_HEAD, entries: 4, verified: true },
};
const documentOf = (facts: readonly RunFact[]) => runDocument("r1", history(facts), extras, START + 50_000);
const iso = (ms: number): string => new Date(ms).toISOString();
const timings = { setConfigAt: START + 100, upMs: 1_500, packMs: 400, trafficAt: START + 1_900 };
const intent: RunFact = {
  kind: "backout.intent",
  reason: { code: "breach", text: "errors" },
  configDigest: plan.preRun.configDigest as never,
  attempt: 1,
};

describe("run.json", () => {
  test("of a run that finished has its steps, its flip and no backout", () => {
    const facts = [...upTo(plan, "finish")].map((fact) =>
      fact.kind === "step.outcome" && fact.step === "flip" ? { ...fact, timings } : fact,
    );
    const document = documentOf([
      ...facts,
      { kind: "step.passed", step: "finish", by: "plan" },
      { kind: "run.ended", outcome: "finished", reason: null },
    ]);
    expect(document).toMatchObject({
      runId: "r1",
      group: null,
      service: "orders",
      stack: "demo",
      from: { color: "blue", version: "v1.0.0" },
      to: { color: "green", version: "v2.0.0" },
      state: "finish",
      outcome: "finished",
      activeColor: "green",
      reason: null,
      pid: 7,
      startedAt: iso(START),
      fencingToken: 1,
      planDigest: planDigest(plan),
      resumes: 0,
      flips: [
        {
          from: "blue",
          to: "green",
          setConfigAt: iso(START + 100),
          trafficAt: iso(START + 1_900),
          ms: 1_800,
          upMs: 1_500,
          packMs: 400,
        },
      ],
      traffic: { requests: 3 },
      writes: null,
      backout: null,
      ledger: { path: "ledger.jsonl", head: EMPTY_HEAD.hash, entries: 4, verified: true },
      artifacts: ["a"],
    });
    expect(document.steps.map((step) => [step.id, step.state, step.weight, step.outcome])).toEqual([
      ["preflight", "preflight", 0, "done"],
      ["deployIdle", "deployIdle", 0, "done"],
      ["canary-25", "canary", 25, "done"],
      ["flip", "flip", 100, "done"],
      ["soak", "soak", 100, "done"],
      ["finish", "finish", 100, "done"],
    ]);
  });

  test("of a backout in the soak has both flips and the time from the breach to the old color", () => {
    const events: RunEvent[] = [
      ...history([
        ...upTo(plan, "soak"),
        { kind: "breach", rule: "errors", value: 1, limit: 0.01, seenAt: START + 500 },
        intent,
      ]),
      { kind: "backout.outcome", at: START + 3_000, ...DONE, timings, restoredAt: START + 2_500 },
      { kind: "run.ended", at: START + 3_001, outcome: "backedOut", reason: { code: "breach", text: "errors" } },
    ];
    expect(runDocument("r1", events, extras, START + 9_000)).toMatchObject({
      state: "backedOut",
      outcome: "backedOut",
      activeColor: "blue",
      reason: { code: "breach" },
      endedAt: iso(START + 3_001),
      flips: [{ to: "green" }, { from: "green", to: "blue", ms: 1_800 }],
      backout: { breachAt: iso(START + 500), restoredAt: iso(START + 2_500), ms: 2_000 },
    });
  });

  test("of a canary that failed shows its verdict and no flip", () => {
    const document = documentOf([
      ...upTo(plan, "canary-25"),
      look("canary-25", "inconclusive"),
      look("canary-25", "fail"),
      intent,
      { kind: "backout.outcome", ...DONE, restoredAt: null },
    ]);
    expect(document).toMatchObject({ state: "backout", outcome: "running", activeColor: "blue", flips: [] });
    expect(document.steps.find((step) => step.id === "canary-25")).toMatchObject({
      outcome: "failed",
      aca: { verdict: "fail", looks: 2, samples: { baseline: 30, canary: 30 } },
    });
    expect(document.steps.at(-1)).toMatchObject({ id: "backout", state: "backout", outcome: "done" });
    expect(document.steps.find((step) => step.id === "flip")).toMatchObject({
      outcome: "pending",
      startedAt: null,
      aca: null,
    });
  });

  test("of a held, a refused and a running run says so", () => {
    const reason = { code: "freeze", text: "frozen" };
    expect(documentOf([...upTo(plan, "canary-25"), { kind: "hold.entered", reason }])).toMatchObject({
      state: "hold",
      outcome: "held",
      reason,
    });
    expect(documentOf([started(plan), { kind: "run.ended", outcome: "refused", reason }])).toMatchObject({
      state: "preflight",
      outcome: "refused",
      activeColor: "blue",
      reason,
    });
    expect(documentOf([...upTo(plan, "flip", false), { kind: "run.resumed", pid: 9, fencingToken: 2 }])).toMatchObject({
      state: "flip",
      outcome: "running",
      activeColor: "blue",
      pid: 9,
      fencingToken: 2,
      resumes: 1,
    });
  });

  test("of a backout that does not come through goes on counting", () => {
    const document = documentOf([
      ...upTo(plan, "soak"),
      intent,
      { kind: "backout.outcome", ...failed("up-failed"), restoredAt: null },
    ]);
    expect(document.backout).toMatchObject({ restoredAt: null });
    expect(document.backout!.ms).toBeGreaterThan(49_000);
  });
});
