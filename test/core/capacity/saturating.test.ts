import { expect, test } from "vitest";
import { forecastSeries } from "../../../core/capacity/index.ts";
import { seededRandom } from "../../../core/stats/index.ts";

const logistic = (n: number, ceiling: number): Float64Array => {
  const random = seededRandom(9);
  return Float64Array.from({ length: n }, (_, i) => ceiling / (1 + Math.exp(-(i - 250) / 60)) + 2 * random.normal());
};
const options = { horizon: 72, seasons: [], levels: [0.8, 0.95], floor: 0 };

test("growth slows towards a known ceiling, and nothing of the forecast passes it", () => {
  const whole = logistic(400, 800).map((v) => Math.min(800, v));
  const y = whole.slice(0, 328);
  const error = (mean: Float64Array): number => mean.reduce((sum, v, h) => sum + Math.abs(v - whole[328 + h]!), 0) / 72;
  const [free, known] = [forecastSeries(y, options)!, forecastSeries(y, { ...options, ceiling: 800 })!];
  expect(error(known.mean)).toBeLessThan(error(free.mean));
  for (const { high } of known.bands) expect(Math.max(...high)).toBeLessThanOrEqual(800);
  expect(known.peak.value).toBeLessThanOrEqual(800);
  expect(known.models.some(({ name }) => name.startsWith("saturating-"))).toBe(true);
});
