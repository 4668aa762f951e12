import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { limitOptions, makePlan, planDigest, settlePlanFile } from "../../../core/cutover/index.ts";
import { planSchema } from "../../../core/cutover/planSchema.ts";
import { digestOf } from "../../../core/ledger/index.ts";
import { planOf, RESTING } from "../../support/cutover-plans.ts";

const limited = { maxWeight: 20, minSamples: 60, minScore: 0.95, by: "EX-1" };

describe("a limited canary", () => {
  test("caps every weight, keeps them rising, asks for more samples, and waits for a person before the flip", () => {
    const weights = fc.uniqueArray(fc.integer({ min: 1, max: 99 }), { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(
        weights,
        fc.integer({ min: 1, max: 99 }),
        fc.integer({ min: 5, max: 500 }),
        (given, maxWeight, minSamples) => {
          const canary = given.toSorted((a, b) => a - b);
          const options = limitOptions(settlePlanFile({ base: "default", canary }), {
            ...limited,
            maxWeight,
            minSamples,
          });
          const after = options.canary.map(({ weight }) => weight);
          expect(after.length).toBeGreaterThan(0);
          expect(after).toEqual([...new Set(after)].toSorted((a, b) => a - b));
          expect(Math.max(...after)).toBe(Math.min(maxWeight, canary.at(-1)!));
          for (const step of options.canary) expect(step.minSamples).toBeGreaterThanOrEqual(Math.max(30, minSamples));
          expect(options.holdBefore).toEqual(["flip"]);
        },
      ),
    );
  });

  test("is carried by the plan, which is another plan by it", () => {
    const request = {
      service: "orders",
      stack: "demo",
      environment: "production",
      release: RESTING,
      to: { version: "v2.0.0" },
      options: settlePlanFile({ base: "default" }),
      configDigest: digestOf,
    };
    const plan = makePlan({ ...request, limited });
    expect(plan.limited).toEqual(limited);
    expect(plan.steps.filter(({ state }) => state === "canary").map(({ id }) => id)).toEqual([
      "canary-10",
      "canary-20",
    ]);
    expect(plan.steps.find(({ state }) => state === "flip")!.holdBefore).toBe(true);
    expect(planSchema.parse(JSON.parse(JSON.stringify(plan)))).toEqual(plan);
    const plain = makePlan(request);
    expect(plain).not.toHaveProperty("limited");
    expect(planDigest(plain)).toBe(planDigest(planOf()));
    expect(planDigest(plan)).not.toBe(planDigest(plain));
  });

  test.each([0, 100, 1.5])("a cap of %d is none", (maxWeight) => {
    expect(() => limitOptions(settlePlanFile({ base: "short" }), { ...limited, maxWeight })).toThrow(RangeError);
  });
});
