import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { mannWhitneyU } from "../../../core/stats/mann-whitney.ts";
import { golden, sides } from "./golden.ts";

const TOLERANCE = 1e-9;

describe("mannWhitneyU", () => {
  it("has at least 500 golden cases", () => expect(golden.cases.length).toBeGreaterThanOrEqual(500));

  it.each(["auto", "asymptotic", "exact"] as const)("agrees with SciPy to 1e-9: %s", (method) => {
    let compared = 0;
    for (const { x, y, u, mwu } of golden.cases)
      for (const alternative of sides) {
        const wanted = mwu[alternative][method];
        if (wanted === undefined) continue;
        const result = mannWhitneyU(x, y, { alternative, method });
        expect(result.statistic).toBe(u);
        expect(Math.abs(result.pValue - wanted)).toBeLessThanOrEqual(TOLERANCE);
        compared++;
      }
    expect(compared).toBeGreaterThan(400);
  });

  it("agrees with SciPy without the continuity correction", () => {
    for (const { x, y, mwu } of golden.cases)
      for (const alternative of sides) {
        const wanted = mwu[alternative].uncorrected;
        if (wanted === null) continue;
        const result = mannWhitneyU(x, y, { alternative, method: "asymptotic", continuity: false });
        expect(Math.abs(result.pValue - wanted)).toBeLessThanOrEqual(TOLERANCE);
      }
  });

  it("gives the published exact p of SciPy's manual: ages of diagnosis, U = 17, p = 0.1111", () => {
    const males = [19, 22, 16, 29, 24];
    const females = [20, 11, 17, 12];
    const result = mannWhitneyU(males, females, { method: "exact" });
    expect(result.statistic).toBe(17);
    expect(result.pValue).toBeCloseTo(0.1111111111, 9);
  });

  it("the exact distribution with ties is that of full enumeration", () => {
    const values = fc.array(fc.integer({ min: 0, max: 4 }), { minLength: 2, maxLength: 6 });
    fc.assert(
      fc.property(values, values, (x, y) => {
        const u = mannWhitneyU(x, y).statistic;
        const all = [...x, ...y];
        let atLeast = 0;
        let count = 0;
        for (let mask = 0; mask < 1 << all.length; mask++) {
          const chosen = all.filter((_, i) => mask & (1 << i));
          if (chosen.length !== x.length) continue;
          const rest = all.filter((_, i) => !(mask & (1 << i)));
          count++;
          if (mannWhitneyU(chosen, rest).statistic >= u) atLeast++;
        }
        const result = mannWhitneyU(x, y, { alternative: "greater", method: "exact" });
        expect(result.pValue).toBeCloseTo(atLeast / count, 12);
      }),
      { numRuns: 40 },
    );
  });

  it("does not depend on the order of the values, and swapping the sides mirrors it", () => {
    const values = fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { minLength: 1, maxLength: 40 });
    fc.assert(
      fc.property(values, values, (x, y) => {
        const forward = mannWhitneyU(x, y, { alternative: "greater" });
        expect(mannWhitneyU([...x].reverse(), y, { alternative: "greater" })).toEqual(forward);
        const swapped = mannWhitneyU(y, x, { alternative: "less" });
        expect(swapped.pValue).toBeCloseTo(forward.pValue, 12);
        expect(swapped.statistic).toBe(x.length * y.length - forward.statistic);
      }),
    );
  });

  it("identical and constant sides carry no evidence", () => {
    expect(mannWhitneyU([3, 3, 3], [3, 3, 3, 3]).pValue).toBe(1);
    expect(mannWhitneyU([3, 3, 3], [3, 3, 3, 3], { method: "exact" }).pValue).toBe(1);
  });

  it("refuses an empty side and values that are not finite", () => {
    expect(() => mannWhitneyU([], [1])).toThrow(RangeError);
    expect(() => mannWhitneyU([Number.NaN], [1])).toThrow(RangeError);
    expect(() => mannWhitneyU([1], [Number.POSITIVE_INFINITY])).toThrow(RangeError);
  });
});
