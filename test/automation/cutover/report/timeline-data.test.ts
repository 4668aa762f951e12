import { describe, expect, test } from "vitest";
import { marksOf, weightsOf } from "../../../../automation/cutover/report/timeline-data.ts";
import { type RunDocument, type RunFact, runDocument } from "../../../../core/cutover/index.ts";
import { EMPTY_HEAD } from "../../../../core/ledger/index.ts";
import { DONE, history, START, upTo } from "../../../support/cutover-history.ts";
import { planOf } from "../../../support/cutover-plans.ts";

const plan = planOf({ base: "short" });
const back: RunFact[] = [
  { kind: "breach", rule: "error share", value: 0.2, limit: 0.05, seenAt: START + 61_000 },
  {
    kind: "backout.intent",
    reason: { code: "breach", text: "errors" },
    configDigest: plan.preRun.configDigest as never,
    attempt: 1,
  },
  { kind: "backout.outcome", ...DONE, restoredAt: START + 65_000 },
];
const weights = (facts: readonly RunFact[]) => {
  const events = history(facts);
  const extras = {
    traffic: null,
    writes: null,
    artifacts: [],
    ledger: { path: "", head: EMPTY_HEAD, entries: 0, verified: true },
  };
  return weightsOf(runDocument("r", events, extras, START) as RunDocument, events);
};

describe("the timeline's data", () => {
  test("has the weights of a run in order, from 0 to 100, each when it came about", () => {
    const points = weights(upTo(plan, "finish"));
    expect(points.map(({ weight }) => weight)).toEqual([0, 25, 100]);
    expect(points.map(({ at }) => at)).toEqual([...points.map(({ at }) => at)].sort((a, b) => a - b));
  });

  test("returns to 0 when a backout came through", () => {
    expect(weights([...upTo(plan, "canary-25"), ...back]).at(-1)!.weight).toBe(0);
  });

  test("leaves out an effect that failed or was found absent", () => {
    const failed: RunFact[] = upTo(plan, "canary-25").map((fact) =>
      fact.kind === "step.outcome" && fact.step === "canary-25" ? { ...fact, outcome: "absent" } : fact,
    );
    expect(weights(failed).map(({ weight }) => weight)).toEqual([0]);
  });

  test("marks breach and restoration when they were seen, not when they were written", () => {
    const marks = marksOf(history([...upTo(plan, "canary-25"), ...back]));
    expect(marks).toContainEqual({ at: START + 61_000, text: "breach: error share", tone: "bad" });
    expect(marks).toContainEqual({ at: START + 65_000, text: "restored", tone: "good" });
  });
});
