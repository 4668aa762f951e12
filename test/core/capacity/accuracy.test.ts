import { expect, test } from "vitest";
import { intervalScore, naive2, seasonalScale, smape } from "../../../core/capacity/index.ts";

test("sMAPE, scale and interval score by hand", () => {
  expect(smape(Float64Array.of(1, 0), Float64Array.of(3, 0))).toBeCloseTo(50, 12);
  expect(seasonalScale(Float64Array.of(1, 2, 3, 5), 2)).toBeCloseTo(2.5, 12);
  const score = intervalScore(Float64Array.of(5, 0), Float64Array.of(1, 1), Float64Array.of(3, 2), 0.95);
  expect(score).toBeCloseTo((2 + 40 * 2 + 1 + 40) / 2, 9);
});

test("Naive2 repeats a clear season and falls back to the last value without one", () => {
  const seasonal = Float64Array.from({ length: 40 }, (_, i) => [1, 2, 3, 10][i % 4]!);
  expect([...naive2(seasonal, 40, 4, 5)].map((v) => Math.round(v * 100) / 100)).toEqual([1, 2, 3, 10, 1]);
  const line = Float64Array.from({ length: 12 }, (_, i) => (i * 7919) % 13);
  expect([...naive2(line, 12, 4, 2)]).toEqual([line[11], line[11]]);
});
