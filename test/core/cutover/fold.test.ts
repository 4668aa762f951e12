import { describe, expect, test } from "vitest";
import { applyEvent, foldRun, type RunEvent, type RunFact } from "../../../core/cutover/index.ts";
import { command, failed, history, look, START, started, upTo } from "../../support/cutover-history.ts";
import { planOf } from "../../support/cutover-plans.ts";

const plan = planOf({ base: "short" });
const fold = (facts: readonly RunFact[]) => foldRun(history(facts));

describe("the fold of a run", () => {
  test("begins with run.started and takes it once", () => {
    expect(() => foldRun([])).toThrow(TypeError);
    expect(() => foldRun(history([command("hold")]))).toThrow(TypeError);
    expect(() => fold([started(plan), started(plan)])).toThrow(TypeError);
  });

  test("is the same event by event and at once", () => {
    const events = history([...upTo(plan, "soak"), look("canary-25", "pass"), command("hold")]);
    expect(events.slice(1).reduce(applyEvent, foldRun(events.slice(0, 1)))).toEqual(foldRun(events));
  });

  test("nothing changes a run that has ended", () => {
    const ended = fold([...upTo(plan, "canary-25"), { kind: "run.ended", outcome: "backedOut", reason: null }]);
    const late: RunFact[] = [
      command("backout"),
      look("canary-25", "fail"),
      { kind: "run.resumed", pid: 9, fencingToken: 9 },
    ];
    for (const fact of late) expect(applyEvent(ended, { ...fact, at: START + 99_999 } as RunEvent)).toBe(ended);
  });

  test("touched and exposed begin with the intent, for the effect may come through unseen", () => {
    expect(fold(upTo(plan, "preflight"))).toMatchObject({ touched: false, exposed: false });
    expect(fold(upTo(plan, "deployIdle", false))).toMatchObject({ touched: true, exposed: false });
    expect(fold(upTo(plan, "canary-25", false))).toMatchObject({ touched: true, exposed: true });
  });

  test("the first reason to back out stays the reason", () => {
    const facts: RunFact[] = [
      ...upTo(plan, "canary-25"),
      { kind: "breach", rule: "errors", value: 0.1, limit: 0.01, seenAt: START },
      look("canary-25", "fail"),
      command("backout"),
    ];
    expect(fold(facts).due).toEqual({ code: "breach", text: "errors is 0.1, above its limit 0.01" });
  });

  test("a command that was refused moves nothing", () => {
    const before = fold(upTo(plan, "canary-25"));
    const refused = { ...command("backout"), refused: { code: "x", text: "" } } as RunFact;
    expect(applyEvent(before, { ...refused, at: before.lastAt } as RunEvent)).toEqual(before);
  });

  test("a policy's no is taken down before traffic, unless a freeze is why", () => {
    const facts: RunFact[] = [
      ...upTo(plan, "deployIdle", false),
      { kind: "step.outcome", step: "deployIdle", ...failed("policy", true) },
    ];
    expect(fold(facts).due).toMatchObject({ code: "refused" });
    const frozen: RunFact = { kind: "freeze.changed", freeze: "deny", text: "" };
    expect(fold([...facts.slice(0, -1), frozen, facts.at(-1)!]).due).toBeNull();
  });
});
