import { describe, expect, test } from "vitest";
import { decide, foldRun, type Observation, type RunFact } from "../../../../core/cutover/index.ts";
import { command, GOOD, history, look, START, upTo } from "../../../support/cutover-history.ts";
import { planOf } from "../../../support/cutover-plans.ts";

const plan = planOf({
  base: "short",
  warmupMs: 3_000,
  watchMs: 16_000,
  maxWaitMs: 30_000,
  looks: 3,
  lookEveryMs: 5_000,
});
const canary = upTo(plan, "canary-25");
const soak = upTo(plan, "soak");
const doneAt = (facts: readonly RunFact[]): number => START + facts.length - 1;
const at = (facts: readonly RunFact[], now: number, observation: Partial<Observation> = {}) =>
  decide(foldRun(history(facts)), { ...GOOD, ...observation }, now);
const [ready, deadline] = [doneAt(canary) + 19_000, doneAt(canary) + 49_000];
/** A canary whose looks were taken at given times. */
function looked(...looks: [at: number, verdict: "pass" | "fail" | "inconclusive" | "error"][]) {
  const events = looks.map(([when, verdict]) => ({ ...look("canary-25", verdict), at: when }));
  return foldRun([...history(canary), ...(events as never[])]);
}

describe("a step under watch", () => {
  test("is watched through warm-up and watch, then judged on the samples after the warm-up", () => {
    expect(at(canary, START + canary.length)).toMatchObject({ kind: "watch", until: ready });
    expect(at(canary, ready)).toMatchObject({
      kind: "judge",
      since: doneAt(canary) + 3_000,
      look: 1,
      judge: { minSamples: 30 },
    });
  });

  test("a pass advances, a fail backs out", () => {
    expect(decide(looked([ready, "pass"]), GOOD, ready + 1)).toEqual({
      kind: "advance",
      step: "canary-25",
      by: "plan",
    });
    expect(decide(looked([ready, "fail"]), GOOD, ready + 1)).toMatchObject({
      kind: "apply",
      backout: true,
      reason: { code: "verdict-fail" },
    });
  });

  test("an undecided look is repeated after a while, and held for when all planned looks are spent", () => {
    expect(decide(looked([ready, "inconclusive"]), GOOD, ready + 1)).toMatchObject({
      kind: "watch",
      until: ready + 5_000,
    });
    expect(decide(looked([ready, "inconclusive"]), GOOD, ready + 5_000)).toMatchObject({ kind: "judge", look: 2 });
    const spent = looked([ready, "inconclusive"], [ready + 5_000, "inconclusive"], [ready + 10_000, "inconclusive"]);
    expect(decide(spent, GOOD, ready + 10_001)).toMatchObject({ kind: "hold", reason: { code: "inconclusive" } });
  });

  test("a judge's error spends no look, never passes and never fails, and holds at the bound", () => {
    const errors = looked(...[0, 1, 2, 3, 4].map((n) => [ready + n * 5_000, "error"] as [number, "error"]));
    expect(decide(errors, GOOD, ready + 25_000)).toMatchObject({ kind: "judge", look: 6 });
    expect(decide(errors, GOOD, deadline)).toMatchObject({ kind: "hold", reason: { code: "judge-error" } });
  });

  test("too few samples, or none that can be read, are waited for and then held for", () => {
    for (const [samples, code] of [
      [{ baseline: 100, canary: 29 }, "too-few-samples"],
      [null, "metrics-unavailable"],
    ] as const) {
      expect(at(canary, ready, { samples })).toMatchObject({ kind: "watch", reason: { code } });
      expect(at(canary, deadline, { samples })).toMatchObject({ kind: "hold", reason: { code } });
    }
  });

  test("a driver that was slow still judges samples that are there", () => {
    expect(at(canary, deadline + 60_000)).toMatchObject({ kind: "judge" });
  });

  test("a pass does not advance while the breach watch is blind", () => {
    const dark = { ...GOOD, breach: { kind: "unknown", reason: "down" } } as const;
    expect(decide(looked([ready, "pass"]), dark, ready + 1)).toMatchObject({ kind: "watch" });
    expect(decide(looked([ready, "pass"]), dark, deadline)).toMatchObject({
      kind: "hold",
      reason: { code: "metrics-unavailable" },
    });
  });

  test("promote ends the wait, with a verdict or without", () => {
    expect(at([...canary, command("promote")], START + canary.length + 1)).toEqual({
      kind: "advance",
      step: "canary-25",
      by: "person",
    });
  });

  test("promote carries the run into the next step though nobody can see, and is spent there", () => {
    const dark = { breach: { kind: "unknown", reason: "down" } } as const;
    const facts: RunFact[] = [...canary, command("promote"), { kind: "step.passed", step: "canary-25", by: "person" }];
    expect(at(facts, ready, dark)).toMatchObject({ kind: "apply", step: { id: "flip" } });
    expect(foldRun(history([...facts, ...upTo(plan, "flip", false).slice(-1)])).promoted).toBe(false);
  });

  test("after a hold the judge starts over: looks from before it do not count", () => {
    const events = [
      ...history(canary),
      { ...look("canary-25", "pass"), at: ready } as never,
      { kind: "hold.entered", reason: { code: "command", text: "" }, at: ready + 1 } as const,
      { ...command("resume"), at: ready + 100_000 } as never,
      { kind: "hold.left", by: "person", at: ready + 100_000 } as const,
    ];
    expect(decide(foldRun(events), GOOD, ready + 100_001)).toMatchObject({ kind: "watch", until: ready + 119_000 });
  });

  test("after a crash the watch starts over", () => {
    const events = [...history(soak), { kind: "run.resumed", pid: 9, fencingToken: 2, at: START + 90_000 } as const];
    expect(decide(foldRun(events), GOOD, START + 90_001)).toMatchObject({ kind: "watch", until: START + 96_000 });
  });

  test("the soak counts only time that the breach watch could see", () => {
    const end = doneAt(soak) + 6_000;
    expect(at(soak, end)).toEqual({ kind: "advance", step: "soak", by: "plan" });
    expect(at(soak, end, { watchedSince: end - 1_000 })).toMatchObject({ kind: "watch", until: end + 5_000 });
    expect(at(soak, end, { watchedSince: null })).toMatchObject({
      kind: "watch",
      reason: { code: "metrics-unavailable" },
    });
    expect(at(soak, end + 30_000, { watchedSince: null })).toMatchObject({
      kind: "hold",
      reason: { code: "metrics-unavailable" },
    });
  });

  test("a shadow-read that fails holds, for no user has seen its answers", () => {
    const migrating = planOf({ base: "short" }, { id: "m", reversible: true, shadowRead: 10 });
    const facts = [...upTo(migrating, "shadowRead"), look("shadowRead", "fail")];
    expect(at(facts, START + 60_000)).toMatchObject({ kind: "hold", reason: { code: "shadow-read-failed" } });
  });

  test("a clock that jumped back ends no watch early", () => {
    expect(at(canary, 0)).toMatchObject({ kind: "watch", until: ready });
  });
});
