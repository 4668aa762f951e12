import { describe, expect, test } from "vitest";
import { decide, foldRun, next, type Observation, type RunFact } from "../../../../core/cutover/index.ts";
import {
  BREACH,
  command,
  DONE,
  failed,
  GOOD,
  history,
  START,
  started,
  upTo,
} from "../../../support/cutover-history.ts";
import { planOf } from "../../../support/cutover-plans.ts";

const plan = planOf({ base: "short" });
const decideAfter = (facts: readonly RunFact[], observation: Partial<Observation> = {}, later = 0) =>
  decide(foldRun(history(facts)), { ...GOOD, ...observation }, START + facts.length + later);
const deny = { freeze: { kind: "deny", text: "frozen until Monday" } } as const;
const unreadable = { freeze: { kind: "unknown", text: "unreadable" } } as const;
const passed = (step: string): RunFact => ({ kind: "step.passed", step, by: "plan" });

describe("forward steps", () => {
  test("begin with the preflight, in the plan's order", () => {
    expect(decideAfter([started(plan)])).toMatchObject({ kind: "apply", step: { id: "preflight" }, attempt: 1 });
    expect(decideAfter([...upTo(plan, "preflight"), passed("preflight")])).toMatchObject({
      step: { id: "deployIdle" },
    });
  });

  test("a freeze before anything was changed refuses the run; after it, it holds", () => {
    expect(decideAfter([started(plan)], deny)).toEqual({
      kind: "end",
      outcome: "refused",
      reason: { code: "freeze", text: "frozen until Monday" },
    });
    for (const id of ["deployIdle", "canary-25", "flip", "soak"])
      expect(decideAfter(upTo(plan, id), deny, 60_000)).toMatchObject({ kind: "hold", reason: { code: "freeze" } });
  });

  test("a freeze that cannot be read is waited for, then held for", () => {
    expect(decideAfter([started(plan)], unreadable)).toMatchObject({
      kind: "watch",
      reason: { code: "freeze-unknown" },
    });
    expect(decideAfter([started(plan)], unreadable, 60_000)).toMatchObject({
      kind: "hold",
      reason: { code: "freeze-unknown" },
    });
  });

  test("an intent without an outcome is looked up before anything else is done", () => {
    for (const id of ["preflight", "deployIdle", "canary-25", "flip", "finish"])
      expect(decideAfter(upTo(plan, id, false))).toEqual({ kind: "probe", step: id });
  });

  test("a world that does not answer is asked again, then held for", () => {
    const blind: RunFact[] = [
      ...upTo(plan, "flip", false),
      { kind: "probe.failed", step: "flip", reason: { code: "x", text: "" } },
    ];
    expect(decideAfter(blind)).toMatchObject({ kind: "watch", reason: { code: "world-unknown" } });
    expect(decideAfter(blind, {}, 3_000)).toEqual({ kind: "probe", step: "flip" });
    expect(decideAfter(blind, {}, 60_000)).toMatchObject({ kind: "hold", reason: { code: "world-unknown" } });
  });

  test("an effect that failed is tried again after a while, and held after the plan's tries", () => {
    const once: RunFact[] = [
      ...upTo(plan, "flip", false),
      { kind: "step.outcome", step: "flip", ...failed("up-failed") },
    ];
    expect(decideAfter(once)).toMatchObject({ kind: "watch", reason: { code: "retry" } });
    expect(decideAfter(once, {}, 2_000)).toMatchObject({ kind: "apply", attempt: 2 });
    const thrice = [...once, ...once.slice(-2), ...once.slice(-2)];
    expect(decideAfter(thrice, {}, 2_000)).toMatchObject({ kind: "hold", reason: { code: "effect-failed" } });
    const resumed: RunFact[] = [
      ...thrice,
      { kind: "hold.entered", reason: { code: "effect-failed", text: "" } },
      { kind: "hold.left", by: "person" },
    ];
    expect(decideAfter(resumed)).toMatchObject({ kind: "apply", step: { id: "flip" } });
  });

  test("a policy's no ends the preflight as refused, and holds where there is traffic", () => {
    const preflight: RunFact[] = [
      ...upTo(plan, "preflight", false),
      { kind: "step.outcome", step: "preflight", ...failed("policy", true) },
    ];
    expect(decideAfter(preflight)).toMatchObject({ kind: "end", outcome: "refused", reason: { code: "policy" } });
    const flip: RunFact[] = [
      ...upTo(plan, "flip", false),
      { kind: "step.outcome", step: "flip", ...failed("policy", true) },
    ];
    expect(decideAfter(flip)).toMatchObject({ kind: "hold", reason: { code: "effect-refused" } });
  });

  test("a config that someone else changed is held for", () => {
    const drifted = { ...DONE, outcome: "absent", error: { code: "config-drift", text: "" } } as const;
    expect(
      decideAfter([...upTo(plan, "flip", false), { kind: "step.outcome", step: "flip", ...drifted }]),
    ).toMatchObject({
      kind: "hold",
      reason: { code: "config-drift" },
    });
  });

  test("canary traffic does not begin on a service that breaks a limit already", () => {
    const facts = [...upTo(plan, "deployIdle"), passed("deployIdle")];
    expect(decideAfter(facts, { breach: BREACH })).toMatchObject({
      kind: "hold",
      reason: { code: "breach-before-canary" },
    });
  });

  test("traffic is not moved further while nobody can see", () => {
    const facts = [...upTo(plan, "canary-25"), passed("canary-25")];
    const dark = { breach: { kind: "unknown", reason: "down" } } as const;
    expect(decideAfter(facts, dark)).toMatchObject({ kind: "watch", reason: { code: "metrics-unavailable" } });
    expect(decideAfter(facts, dark, 60_000)).toMatchObject({ kind: "hold", reason: { code: "metrics-unavailable" } });
  });

  test("a planned pause waits for a person, once", () => {
    const paused = planOf({ base: "short", holdBefore: ["flip"] });
    const facts = [...upTo(paused, "canary-25"), passed("canary-25")];
    expect(decideAfter(facts)).toMatchObject({ kind: "hold", reason: { code: "planned" } });
    const resumed: RunFact[] = [
      ...facts,
      { kind: "hold.entered", reason: { code: "planned", text: "" } },
      { kind: "hold.left", by: "person" },
    ];
    expect(decideAfter(resumed)).toMatchObject({ kind: "apply", step: { id: "flip" } });
  });

  test("a person's hold comes before the next step, and before a look at the world", () => {
    expect(decideAfter([...upTo(plan, "canary-25", false), command("hold")])).toMatchObject({
      kind: "hold",
      reason: { code: "command", text: "person:ana: because" },
    });
  });

  test("the last step done, the run is finished, and stays so", () => {
    const all = [...upTo(plan, "finish"), passed("finish")];
    expect(decideAfter(all)).toEqual({ kind: "end", outcome: "finished", reason: null });
    const ended: RunFact[] = [
      ...all,
      { kind: "run.ended", outcome: "finished", reason: null },
      command("backout"),
      command("hold"),
    ];
    expect(decideAfter(ended, { breach: BREACH, ...deny })).toEqual({ kind: "end", outcome: "finished", reason: null });
  });

  test("a driver whose token is no longer the newest yields, whatever else is the case", () => {
    const world = {
      kind: "known",
      at: START,
      configDigest: "",
      settled: true,
      activeColor: "blue",
      fencingToken: 2,
    } as const;
    expect(decideAfter(upTo(plan, "canary-25"), { world, breach: BREACH })).toMatchObject({
      kind: "yield",
      reason: { code: "lease-lost" },
    });
  });

  test("next refuses a plan that is not the run's", () => {
    expect(() => next(planOf(), history([started(plan)]), GOOD, START)).toThrow(TypeError);
  });
});
