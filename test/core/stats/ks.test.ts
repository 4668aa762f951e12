import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { kolmogorovSmirnov } from "../../../core/stats/ks.ts";
import { golden, sides } from "./golden.ts";

describe("kolmogorovSmirnov", () => {
  it.each(["exact", "asymptotic"] as const)("agrees with SciPy to 1e-9: %s", (method) => {
    for (const { x, y, ks } of golden.cases)
      for (const alternative of sides) {
        const wanted = ks[alternative][method];
        if (wanted === null) continue; // SciPy has no answer for one value a side
        const result = kolmogorovSmirnov(x, y, { alternative, method });
        expect(Math.abs(result.statistic - ks[alternative].statistic)).toBeLessThanOrEqual(1e-12);
        expect(Math.abs(result.pValue - wanted)).toBeLessThanOrEqual(1e-9);
      }
  });

  it("shifted by a whole range, three against three: two of twenty arrangements", () => {
    expect(kolmogorovSmirnov([1, 2, 3], [4, 5, 6])).toMatchObject({ statistic: 1, method: "exact" });
    expect(kolmogorovSmirnov([1, 2, 3], [4, 5, 6]).pValue).toBeCloseTo(0.1, 12);
  });

  it("the exact tail is that of full enumeration for unequal sizes", () => {
    const distinct = fc.uniqueArray(fc.integer({ min: 0, max: 100 }), { minLength: 5, maxLength: 9 });
    fc.assert(
      fc.property(distinct, fc.integer({ min: 1, max: 4 }), fc.constantFrom(...sides), (all, nx, alternative) => {
        const d = (x: number[], y: number[]): number => kolmogorovSmirnov(x, y, { alternative }).statistic;
        const seen = d(all.slice(0, nx), all.slice(nx));
        let atLeast = 0;
        let count = 0;
        for (let mask = 0; mask < 1 << all.length; mask++) {
          const chosen = all.filter((_, i) => mask & (1 << i));
          if (chosen.length !== nx) continue;
          count++;
          if (
            d(
              chosen,
              all.filter((_, i) => !(mask & (1 << i))),
            ) >= seen
          )
            atLeast++;
        }
        const { pValue } = kolmogorovSmirnov(all.slice(0, nx), all.slice(nx), { alternative, method: "exact" });
        expect(pValue).toBeCloseTo(atLeast / count, 12);
      }),
      { numRuns: 40 },
    );
  });

  it("is the same after any rising transformation of both sides", () => {
    const values = fc.array(fc.integer({ min: -500, max: 500 }), { minLength: 1, maxLength: 60 });
    fc.assert(
      fc.property(values, values, (x, y) => {
        const cube = (v: number): number => v ** 3 * 1e-9;
        expect(kolmogorovSmirnov(x.map(cube), y.map(cube))).toEqual(kolmogorovSmirnov(x, y));
      }),
    );
  });
});
