import { describe, expect, test } from "vitest";
import { boundaries, boundaryOf, isKillAt, partOfFact, type RunFact } from "../../../core/cutover/index.ts";
import { look, upTo } from "../../support/cutover-history.ts";
import { planOf } from "../../support/cutover-plans.ts";

const ENDED: RunFact = { kind: "run.ended", outcome: "finished", reason: null };

describe("boundaries", () => {
  const plan = planOf();
  const all = boundaries(plan);

  test("cover every step of the plan, the run's end and the backout, each id once", () => {
    expect([...new Set(all.map((b) => b.step))]).toEqual([...plan.steps.map((step) => step.id), "run", "backout"]);
    expect(new Set(all.map((b) => b.id)).size).toBe(all.length);
  });

  test("stand on either side of every write and effect of a step, in their order", () => {
    const of = (step: string, ...parts: string[]) =>
      expect(all.filter((b) => b.step === step).map((b) => b.id)).toEqual(
        parts.flatMap((part) => [`${step}.before.${part}`, `${step}.after.${part}`]),
      );
    of("flip", "intent", "up", "outcome", "report", "passed");
    of("canary-25", "intent", "up", "outcome", "report", "look", "passed");
    of("run", "ended");
    of("backout", "breach", "intent", "up", "outcome", "report");
  });

  test("are in the plan wherever a fact of its runs has its own write", () => {
    const ids = new Set(all.map((b) => b.id));
    for (const fact of [...upTo(plan, "finish"), look("canary-25", "pass"), ENDED]) {
      const own = partOfFact(plan, fact);
      if (own) expect(ids).toContain(boundaryOf(own.step, "before", own.part).id);
    }
    expect(partOfFact(plan, ENDED)).toMatchObject({ part: "ended" });
  });

  test("leave out the up of a step that has none", () => {
    for (const step of ["preflight", "soak"]) expect(all.filter((b) => b.step === step && b.part === "up")).toEqual([]);
  });

  test("are named by step or by state", () => {
    const boundary = boundaryOf({ id: "canary-25", state: "canary" }, "after", "up");
    expect(all).toContainEqual(boundary);
    expect(isKillAt("canary-25.after.up", boundary)).toBe(true);
    expect(isKillAt("canary.after.up", boundary)).toBe(true);
    expect(isKillAt("canary-50.after.up", boundary)).toBe(false);
    expect(isKillAt(undefined, boundary)).toBe(false);
  });
});
