import { describe, expect, test } from "vitest";
import { boundaries, boundaryOf, isKillAt } from "../../../core/cutover/index.ts";
import { planOf } from "../../support/cutover-plans.ts";

describe("boundaries", () => {
  const plan = planOf();
  const all = boundaries(plan);

  test("cover every step of the plan and the backout, each id once", () => {
    expect([...new Set(all.map((b) => b.step))]).toEqual([...plan.steps.map((step) => step.id), "backout"]);
    expect(new Set(all.map((b) => b.id)).size).toBe(all.length);
  });

  test("stand on either side of intent, up, outcome and report, in that order", () => {
    expect(all.filter((b) => b.step === "flip").map((b) => b.id)).toEqual(
      ["intent", "up", "outcome", "report"].flatMap((part) => [`flip.before.${part}`, `flip.after.${part}`]),
    );
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
