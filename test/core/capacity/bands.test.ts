import fc from "fast-check";
import { expect, test } from "vitest";
import { conformalBands, independentScores } from "../../../core/capacity/bands.ts";
import { forecastSeries } from "../../../core/capacity/index.ts";
import { seededRandom } from "../../../core/stats/index.ts";

function scores(rows: number, length: number, alike: number): Float64Array[] {
  const random = seededRandom(8);
  let value = 0;
  return Array.from({ length: rows }, () =>
    Float64Array.from({ length }, () => {
      value = alike * value + Math.sqrt(1 - alike ** 2) * random.normal();
      return value;
    }),
  );
}

test("scores that hang together are worth fewer, and none worth more than the horizon's length allows", () => {
  const [apart, near, wandering] = [0, 0.9, 0.995].map((alike) => independentScores(scores(16, 48, alike), 228));
  expect(apart).toBeCloseTo((7.4 * 228) / 48, 5);
  expect(near).toBeLessThanOrEqual(apart!);
  expect(wandering).toBeLessThan(near! / 2);
  expect(independentScores([Float64Array.of(3)], 1)).toBe(1);
  expect(independentScores([new Float64Array(4), new Float64Array(4)], 8)).toBe(8);
});

test("bands of a wandering series are wider than their residuals alone say", () => {
  const y = new Float64Array(200).fill(100);
  const origins = [100, 112, 124, 136];
  const place = { origin: 200, mean: new Float64Array(12).fill(100) };
  const width = (residuals: Float64Array[]): number => {
    const reach = conformalBands({ y, season: 1, longest: 1, origins, residuals }, place)(0.8);
    return reach.above.reduce((sum, v, h) => sum + v - reach.below[h]!, 0);
  };
  // The same sizes, once as runs of one sign, once changing sign from point to point.
  const runs = [1, -2, 1.5, -1].map((size) => Float64Array.from({ length: 12 }, (_, h) => size * (1 + h / 20)));
  const turns = runs.map((row) => row.map((v, h) => (h % 2 === 0 ? v : -v)));
  expect(width(runs)).toBeGreaterThan(1.1 * width(turns));
});

test("bands do not depend on the unit of the series", () => {
  const random = seededRandom(21);
  const y = Float64Array.from(
    { length: 160 },
    (_, i) => (50 + 20 * Math.sin((2 * Math.PI * i) / 24)) * (1 + 0.1 * random.normal()),
  );
  const options = { horizon: 12, seasons: [24], levels: [0.8, 0.95], floor: 0 };
  fc.assert(
    fc.property(fc.integer({ min: -12, max: 30 }), (power) => {
      const unit = 2 ** power;
      const [plain, scaled] = [y, y.map((v) => v * unit)].map((series) => forecastSeries(series, options)!.bands[1]!);
      for (let h = 0; h < 12; h++) {
        expect(scaled!.high[h]! / unit / plain!.high[h]!).toBeCloseTo(1, 2);
        expect(scaled!.low[h]! / unit / plain!.low[h]!).toBeCloseTo(1, 2);
      }
    }),
    { numRuns: 12 },
  );
});

test("bands of series that grow by a share of themselves hold what they promise", () => {
  const inside = [0, 0];
  const [count, horizon] = [40, 28];
  for (let seed = 0; seed < count; seed++) {
    const random = seededRandom(4711, seed);
    const rate = 0.004 + 0.008 * random.uniform();
    const y = Float64Array.from(
      { length: 300 },
      (_, i) => 30 * Math.exp(rate * i) * (i % 7 >= 5 ? 0.7 : 1) * Math.exp(0.07 * random.normal()),
    );
    const options = { horizon, seasons: [7], levels: [0.8, 0.95], floor: 0 };
    forecastSeries(y.slice(0, -horizon), options)!.bands.forEach(({ low, high }, b) => {
      for (let h = 0; h < horizon; h++) {
        const actual = y[y.length - horizon + h]!;
        if (actual >= low[h]! && actual <= high[h]!) inside[b]! += 1 / count / horizon;
      }
    });
  }
  expect(inside[0]).toBeGreaterThan(0.73);
  expect(inside[0]).toBeLessThan(0.9);
  expect(inside[1]).toBeGreaterThan(0.91);
});
