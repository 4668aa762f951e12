import { describe, expect, test } from "vitest";
import { decide, foldRun, type Observation, type RunFact } from "../../../../core/cutover/index.ts";
import { BREACH, command, GOOD, history, look, START, upTo } from "../../../support/cutover-history.ts";
import { planOf } from "../../../support/cutover-plans.ts";

const plan = planOf({ base: "short", limits: { escalateAfterMs: 10_000, maxEscalations: 2, maxAutoResumes: 1 } });
const held = (code: string): RunFact[] => [
  ...upTo(plan, "canary-25"),
  { kind: "hold.entered", reason: { code, text: "" } },
];
const at = (facts: readonly RunFact[], later: number, observation: Partial<Observation> = {}) =>
  decide(foldRun(history(facts)), { ...GOOD, ...observation }, START + facts.length - 1 + later);

describe("a hold", () => {
  test.each([
    "command",
    "freeze",
    "inconclusive",
    "judge-error",
    "planned",
    "effect-failed",
    "effect-refused",
    "config-drift",
  ])("for %s waits for a person however good the world is", (code) => {
    expect(at(held(code), 1)).toMatchObject({ kind: "wait", reason: { code }, exposed: true });
    expect(at([...held(code), command("resume")], 1)).toEqual({ kind: "leave", by: "person" });
  });

  test.each(["too-few-samples", "metrics-unavailable", "freeze-unknown"])(
    "for %s ends by itself when the data is back",
    (code) => {
      const dark = {
        samples: null,
        breach: { kind: "unknown", reason: "" },
        freeze: { kind: "unknown", text: "" },
      } as const;
      expect(at(held(code), 1, dark)).toMatchObject({ kind: "wait" });
      expect(at(held(code), 1)).toEqual({ kind: "leave", by: "data" });
    },
  );

  test("that decided nothing ends when there is twice the data, which is then judged with what there was", () => {
    const facts: RunFact[] = [
      ...upTo(plan, "canary-25"),
      look("canary-25", "inconclusive"),
      { kind: "hold.entered", reason: { code: "inconclusive", text: "" } },
    ];
    const samples = (n: number) => ({ samples: { baseline: n, canary: n } });
    expect(at(facts, 1, samples(59))).toMatchObject({ kind: "wait", reason: { code: "inconclusive" } });
    expect(at(facts, 1, { ...samples(60), breach: { kind: "unknown", reason: "" } })).toMatchObject({ kind: "wait" });
    expect(at(facts, 1, samples(60))).toEqual({ kind: "leave", by: "data" });
    const left: RunFact[] = [...facts, { kind: "hold.left", by: "data" }];
    const { watchFrom } = foldRun(history(facts));
    expect(foldRun(history(left)).watchFrom, "the samples from before count").toBe(watchFrom);
    expect(at(left, 600_000, samples(60))).toMatchObject({ kind: "judge", look: 2 });
    const still: RunFact[] = [...left, look("canary-25", "inconclusive")];
    expect(at(still, 600_000, samples(61))).toMatchObject({ kind: "hold", reason: { code: "inconclusive" } });
    const person: RunFact[] = [...facts, command("resume"), { kind: "hold.left", by: "person" }];
    expect(foldRun(history(person)).watchFrom, "a person's resume begins the watch anew").not.toBe(watchFrom);
  });

  test("ends by data only as often as the plan allows", () => {
    const again: RunFact[] = [
      ...held("metrics-unavailable"),
      { kind: "hold.left", by: "data" },
      { kind: "hold.entered", reason: { code: "metrics-unavailable", text: "" } },
    ];
    expect(at(again, 1)).toMatchObject({ kind: "wait" });
  });

  test("tells people again and again, but not for ever", () => {
    const facts = held("command");
    expect(at(facts, 9_999)).toMatchObject({ kind: "wait" });
    expect(at(facts, 10_000)).toMatchObject({ kind: "escalate", count: 1 });
    const told: RunFact[] = [...facts, { kind: "escalated", reason: { code: "command", text: "" }, count: 1 }];
    expect(at(told, 15_000)).toMatchObject({ kind: "wait" });
    expect(at(told, 20_000)).toMatchObject({ kind: "escalate", count: 2 });
    expect(
      at([...told, { kind: "escalated", reason: { code: "command", text: "" }, count: 2 }], 900_000),
    ).toMatchObject({ kind: "wait" });
  });

  test("does not stop the breach watch", () => {
    expect(at(held("command"), 1, { breach: BREACH })).toMatchObject({ kind: "apply", backout: true });
  });

  test("that waits for data becomes a person's when one says hold", () => {
    expect(at([...held("too-few-samples"), command("hold")], 1)).toMatchObject({
      kind: "hold",
      reason: { code: "command" },
    });
  });

  test("is ended by promote, which then goes to the next step", () => {
    const facts = [...held("too-few-samples"), command("promote")];
    expect(at(facts, 1)).toEqual({ kind: "leave", by: "person" });
    expect(at([...facts, { kind: "hold.left", by: "person" }], 1)).toEqual({
      kind: "advance",
      step: "canary-25",
      by: "person",
    });
  });
});
