import { expect, test } from "vitest";
import { forecastSeries } from "../../../core/capacity/index.ts";
import { dampOutliers } from "../../../core/capacity/outliers.ts";
import { usage } from "./support.ts";

test("single points far out are put back; bursts that come often, steps and zeros are not", () => {
  const y = usage(700, 2, 0.05);
  const spiked = y.map((v, i) => (i === 100 || i === 555 ? v * 12 : v));
  const { values, outliers } = dampOutliers(spiked, [24, 168]);
  expect(outliers).toEqual([100, 555]);
  for (const i of outliers) expect(Math.abs(values[i]! / y[i]! - 1)).toBeLessThan(0.5);
  expect(dampOutliers(y, [24, 168]).outliers).toEqual([]);
  const often = y.map((v, i) => (i % 30 === 0 ? v * 12 : v));
  expect(dampOutliers(often, [24, 168]).values).toBe(often);
  const sparse = Float64Array.from({ length: 300 }, (_, i) => (i % 50 === 0 ? 5 : 0));
  expect(dampOutliers(sparse, [24]).values).toBe(sparse);
});

test("a forecast is hardly moved by them, and its bands and peak know them", () => {
  const options = { horizon: 24, seasons: [24], levels: [0.8, 0.95], floor: 0 };
  const y = usage(500, 3, 0.05);
  const spiked = y.map((v, i) => (i % 97 === 50 && i > 240 ? v * 8 : v));
  const [plain, other] = [forecastSeries(y, options)!, forecastSeries(spiked, options)!];
  expect(other.outliers.length).toBeGreaterThan(0);
  other.mean.forEach((v, h) => {
    expect(Math.abs(v / plain.mean[h]! - 1)).toBeLessThan(0.15);
  });
  expect(other.peak.value).toBeGreaterThan(2 * plain.peak.value);
});
