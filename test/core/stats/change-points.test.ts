import { describe, expect, it } from "vitest";
import { changePoints, largestChange, ScoreSums, seededRandom, withoutSeason } from "../../../core/stats/index.ts";

/** The statistic as its paper writes it, in quadratic time. */
function byDefinition(x: Float64Array, k: number): number {
  const n = x.length;
  const sum = (from: number, to: number): number => x.subarray(from, to).reduce((a, b) => a + b, 0);
  const d = (sum(0, k) - (k / n) * sum(0, n)) / Math.sqrt(n);
  let v = 0;
  for (let t = 1; t <= k; t++) v += (sum(0, t) - (t / k) * sum(0, k)) ** 2;
  for (let t = k + 1; t <= n; t++) v += (sum(t - 1, n) - ((n - t + 1) / (n - k)) * sum(k, n)) ** 2;
  return (d * d) / (v / (n * n));
}

/** An AR(1) series of unit variance with a shift of its level. */
function series(stream: number, n: number, phi: number, shift = 0, at = n): Float64Array {
  const random = seededRandom(11, stream);
  let value = random.normal();
  return Float64Array.from({ length: n }, (_, i) => {
    value = phi * value + Math.sqrt(1 - phi * phi) * random.normal();
    return value + (i >= at ? shift : 0);
  });
}
const found = (count: number, make: (stream: number) => Float64Array): number =>
  Array.from({ length: count }, (_, i) => changePoints(make(i))).filter((c) => c.length > 0).length;

describe("the self-normalized CUSUM", () => {
  it("is what its definition gives, at every point of every window", () => {
    const values = series(1, 60, 0.5, 1, 30);
    const sums = new ScoreSums(values);
    for (const [a, b] of [
      [0, 60],
      [12, 47],
    ] as const)
      for (let k = a + 2; k < b - 1; k++)
        // The statistic does not depend on the scale, which is all that the scores change here.
        expect(sums.at(a, k, b) / byDefinition(values.slice(a, b), k - a)).toBeCloseTo(1, 8);
  });

  it("finds nothing where all values are equal or too few", () => {
    expect(largestChange(new ScoreSums(new Float64Array(100).fill(7)))).toBeNull();
    expect(changePoints(Float64Array.of(1, 2, 3))).toEqual([]);
  });

  it("does not take the memory of a series for a change", () => {
    expect(found(300, (i) => series(i, 120, 0))).toBeLessThanOrEqual(6);
    expect(found(300, (i) => series(i, 120, 0.6))).toBeLessThanOrEqual(6);
  });

  it("finds a shift of three deviations, and where it was", () => {
    const hits = Array.from({ length: 50 }, (_, i) => changePoints(series(i, 120, 0.3, 3, 80))[0]);
    expect(hits.filter((hit) => hit !== undefined && Math.abs(hit.index - 80) <= 4).length).toBeGreaterThan(40);
  });

  it("is not moved by a few values that are far out", () => {
    const spiked = (i: number): Float64Array => series(i, 120, 0).map((v, k) => (k > 90 && k % 10 === 0 ? v + 1e6 : v));
    expect(found(100, spiked)).toBeLessThanOrEqual(2);
  });

  it("finds the steps of a staircase, which hide one another from a single look", () => {
    const values = series(3, 300, 0).map((v, i) => v + (i >= 100 ? 4 : 0) + (i >= 200 ? 4 : 0));
    const steps = changePoints(values).map(({ index }) => index);
    expect(steps).toEqual([expect.closeTo(100, -1), expect.closeTo(200, -1)]);
  });
});

describe("a series without its season", () => {
  it("keeps a change of level, and values that are missing stay so", () => {
    const values = Float64Array.from(
      { length: 480 },
      (_, i) => 10 * Math.sin((2 * Math.PI * i) / 24) + (i >= 240 ? 5 : 0),
    );
    values[7] = Number.NaN;
    const flat = withoutSeason(values, { length: 24 });
    expect(flat[7]).toBeNaN();
    expect(Math.abs(flat[300]! - flat[100]! - 5)).toBeLessThan(0.5);
    expect(Math.abs(flat[310]! - flat[300]!)).toBeLessThan(0.5);
  });

  it("is itself where there are fewer than three seasons", () => {
    const values = Float64Array.from({ length: 50 }, (_, i) => i % 24);
    expect(withoutSeason(values, { length: 24 })).toBe(values);
  });
});
