import { describe, expect, test } from "vitest";
import { foldRun, type Observation, type RunFact, refusalOf, type Verb } from "../../../core/cutover/index.ts";
import { BREACH, command, failed, GOOD, history, started, upTo } from "../../support/cutover-history.ts";
import { planOf } from "../../support/cutover-plans.ts";

const plan = planOf({ base: "short" });
const canary = upTo(plan, "canary-25");
const held = (code: string): RunFact[] => [...canary, { kind: "hold.entered", reason: { code, text: "" } }];
const code = (facts: readonly RunFact[], verb: Verb, observation: Partial<Observation> = {}, loss = false) =>
  refusalOf(foldRun(history(facts)), { ...GOOD, ...observation }, verb, loss)?.code ?? null;
const deny = { freeze: { kind: "deny", text: "" } } as const;
const back = [...canary, command("backout")];

describe("a person's command", () => {
  test("hold and backout are obeyed in every state of a run that goes forward", () => {
    for (const id of plan.steps.map((step) => step.id))
      for (const done of [true, false]) {
        expect(code(upTo(plan, id, done), "hold")).toBeNull();
        if (id !== "finish" || !done)
          expect(code(upTo(plan, id, done), "backout", { ...deny, breach: BREACH })).toBeNull();
      }
    expect(code(held("freeze"), "backout", deny)).toBeNull();
  });

  test("promote is refused in a breach and in a freeze, but not for want of data", () => {
    expect(code(canary, "promote")).toBeNull();
    expect(code(canary, "promote", { breach: { kind: "unknown", reason: "down" }, samples: null })).toBeNull();
    expect(code(canary, "promote", { breach: BREACH })).toBe("breach");
    expect(code(canary, "promote", deny)).toBe("freeze");
    expect(code(canary, "promote", { freeze: { kind: "unknown", text: "" } })).toBe("freeze-unknown");
  });

  test("promote does not go over a judge's no, nor skips what is not waited for", () => {
    expect(code(held("shadow-read-failed"), "promote")).toBe("verdict-fail");
    expect(code([started(plan)], "promote")).toBe("nothing-to-skip");
    expect(code(held("effect-failed"), "promote")).toBeNull();
  });

  test("resume needs a hold, and a freeze that has ended", () => {
    expect(code(canary, "resume")).toBe("not-held");
    expect(code(held("command"), "resume")).toBeNull();
    expect(code(held("freeze"), "resume", deny)).toBe("freeze");
    expect(code(held("freeze"), "resume")).toBeNull();
  });

  test("a second hold is refused only when a person holds it already", () => {
    expect(code(held("command"), "hold")).toBe("already-held");
    expect(code(held("too-few-samples"), "hold")).toBeNull();
  });

  test("on the way back only a held backout can be moved", () => {
    expect(["hold", "promote", "backout"].map((verb) => code(back, verb as Verb))).toEqual([
      "backing-out",
      "backing-out",
      "backing-out",
    ]);
    const stuck: RunFact[] = [
      ...back,
      {
        kind: "backout.intent",
        reason: { code: "command", text: "" },
        configDigest: plan.preRun.configDigest as never,
        attempt: 1,
      },
      { kind: "backout.outcome", ...failed("up-failed"), restoredAt: null },
      { kind: "hold.entered", reason: { code: "backout-failed", text: "" } },
    ];
    expect(code(stuck, "resume")).toBeNull();
    expect(code(stuck, "backout")).toBeNull();
    expect(code(stuck, "promote")).toBe("backing-out");
  });

  test("past the point of return a backout needs the word that writes may be lost", () => {
    const oneWay = planOf({ base: "short" }, { id: "m", reversible: false, shadowRead: 10 });
    expect(code(upTo(oneWay, "soak"), "backout")).toBe("point-of-no-return");
    expect(code(upTo(oneWay, "soak"), "backout", {}, true)).toBeNull();
    expect(code(upTo(oneWay, "finish"), "backout", {}, true)).toBe("point-of-no-return");
  });

  test("after the end none is obeyed", () => {
    const ended: RunFact[] = [...canary, { kind: "run.ended", outcome: "backedOut", reason: null }];
    for (const verb of ["hold", "promote", "resume", "backout"] as const) expect(code(ended, verb)).toBe("run-ended");
  });
});
