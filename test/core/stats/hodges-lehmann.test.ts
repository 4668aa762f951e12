import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { hodgesLehmann } from "../../../core/stats/hodges-lehmann.ts";
import { kthDifference } from "../../../core/stats/pairwise.ts";
import { sorted } from "../../../core/stats/pooled.ts";

const values = fc.array(
  fc.oneof(fc.integer({ min: -5, max: 5 }), fc.double({ min: -1e3, max: 1e3, noNaN: true }).map(Math.fround)),
  {
    minLength: 1,
    maxLength: 30,
  },
);

describe("hodgesLehmann", () => {
  it("kthDifference picks what sorting all differences would", () => {
    fc.assert(
      fc.property(values, values, (x, y) => {
        const all = Float64Array.from(x.flatMap((a) => y.map((b) => a - b))).sort();
        const [xs, ys] = [sorted(x), sorted(y)];
        for (let k = 0; k < all.length; k += Math.max(1, Math.floor(all.length / 7)))
          expect(kthDifference(xs, ys, k) + 0).toBe((all[k] as number) + 0);
      }),
    );
  });

  it("is the median of all differences, inside its interval", () => {
    fc.assert(
      fc.property(values, values, (x, y) => {
        const all = Float64Array.from(x.flatMap((a) => y.map((b) => a - b))).sort();
        const shift = hodgesLehmann(x, y);
        const half = all.length >> 1;
        const median =
          all.length % 2 ? (all[half] as number) : (all[half - 1] as number) / 2 + (all[half] as number) / 2;
        expect(shift.estimate).toBeCloseTo(median, 9);
        expect(shift.low).toBeLessThanOrEqual(shift.estimate);
        expect(shift.high).toBeGreaterThanOrEqual(shift.estimate);
      }),
    );
  });

  it("scales exactly: a factor of a power of two on both sides scales the answer", () => {
    fc.assert(
      fc.property(values, values, fc.integer({ min: -40, max: 40 }), (x, y, power) => {
        const f = 2 ** power;
        const plain = hodgesLehmann(x, y);
        const scaled = hodgesLehmann(
          x.map((v) => v * f),
          y.map((v) => v * f),
        );
        expect([scaled.estimate, scaled.low, scaled.high]).toEqual([plain.estimate * f, plain.low * f, plain.high * f]);
      }),
    );
  });

  it("its 95 % interval covers the true shift in about 95 % of draws", () => {
    let state = 7;
    const uniform = (): number => {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
      return (state + 0.5) / 4294967296;
    };
    const normal = (): number => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform());
    let covered = 0;
    for (let repetition = 0; repetition < 2000; repetition++) {
      const x = Array.from({ length: 25 }, () => normal() + 3);
      const y = Array.from({ length: 30 }, normal);
      const { low, high } = hodgesLehmann(x, y);
      if (low <= 3 && high >= 3) covered++;
    }
    expect(covered / 2000).toBeGreaterThan(0.94);
    expect(covered / 2000).toBeLessThan(0.975);
  });
});
