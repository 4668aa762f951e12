import { describe, expect, it } from "vitest";
import {
  chiSquaredFit,
  chiSquaredSf,
  confidenceSequence,
  cuped,
  effectOf,
  type Moments,
  meanOf,
  proportionOf,
  seededRandom,
  sequenceRho,
  studentCritical,
  welch,
} from "../../../core/stats/index.ts";

// GrowthBook's gbstats test suite.
describe("GrowthBook's reference values, to 1e-4", () => {
  it("asymptotic confidence sequence, N* 5000, α 0.05, relative", () => {
    const [a, b] = [
      { n: 3000, sum: 1396, sumSquares: 1396 },
      { n: 3461, sum: 2422, sumSquares: 2422 },
    ];
    const effect = effectOf(proportionOf(a), proportionOf(b), "relative");
    const { low, high } = confidenceSequence(effect, a.n + b.n, 0.05, 5000);
    expect(effect.estimate).toBeCloseTo(0.50386, 4);
    expect(Math.abs(low - 0.40098)).toBeLessThan(1e-4);
    expect(Math.abs(high - 0.60675)).toBeLessThan(1e-4);
    expect(Math.abs(sequenceRho(0.05, 5000) - 0.0398401)).toBeLessThan(1e-7);
  });

  it("Welch, absolute", () => {
    const a = meanOf({ n: 3407, sum: 1396.87, sumSquares: 52377.9767 });
    const b = meanOf({ n: 3461, sum: 2422.7, sumSquares: 134698.29 });
    const { p, interval } = welch(a, b);
    expect(Math.abs(p - 0.02016)).toBeLessThan(1e-4);
    expect(Math.abs(interval.low - 0.04538)).toBeLessThan(1e-4);
    expect(Math.abs(interval.high - 0.53462)).toBeLessThan(1e-4);
  });

  it("sample ratio mismatch", () => {
    const { statistic, p } = chiSquaredFit([5000, 5200], [1, 1]);
    expect(statistic).toBeCloseTo(3.921569, 6);
    expect(p).toBeCloseTo(0.0476704, 6);
    expect(chiSquaredFit([821588, 815482], [50, 50]).p).toBeCloseTo(1.8218e-6, 9);
  });
});

it.each([
  [3.841458820694124, 1, 0.05],
  [5.991464547107979, 2, 0.05],
  [18.307038053275146, 10, 0.05],
  [30, 10, 0.000856641],
])("χ² of %f with %i degrees exceeds with %f", (x, df, p) => expect(chiSquaredSf(x, df)).toBeCloseTo(p, 8));

it.each([
  [0.05, 1, 12.706204736],
  [0.05, 10, 2.228138852],
  [0.01, 30, 2.749995654],
])("two-sided %f of Student's t with %i degrees is %f", (p, df, t) => expect(studentCritical(p, df)).toBeCloseTo(t, 6));

describe("CUPED", () => {
  const arm = (shift: number, stream: number): Moments => {
    const random = seededRandom(3, stream);
    let [sum, sumSquares, s, ss, cross] = [0, 0, 0, 0, 0];
    for (let i = 0; i < 5000; i++) {
      const x = random.normal();
      const y = shift + 0.8 * x + 0.6 * random.normal();
      sum += y;
      sumSquares += y * y;
      s += x;
      ss += x * x;
      cross += x * y;
    }
    return { n: 5000, sum, sumSquares, pre: { sum: s, sumSquares: ss, cross } };
  };
  it("takes away what the pre-period explains, here ρ² = 0.64, and keeps the effect", () => {
    const { a, b, theta, reduction } = cuped(arm(0, 1), arm(0.1, 2))!;
    expect(theta).toBeCloseTo(0.8, 1);
    expect(reduction).toBeCloseTo(0.64, 1);
    expect(Math.abs(b.mean - a.mean - 0.1)).toBeLessThan(4 * Math.sqrt((2 * 0.36) / 5000));
  });
  it("is nothing without a pre-period, or with one that does not vary", () => {
    const { pre: _, ...bare } = arm(0, 1);
    expect(cuped(bare, bare)).toBeNull();
    const flat = { ...bare, pre: { sum: 5000, sumSquares: 5000, cross: bare.sum } };
    expect(cuped(flat, flat)).toBeNull();
  });
});
