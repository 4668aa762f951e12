import { normalQuantile } from "../stats/index.ts";
import type { Bounds } from "./backtest.ts";

/**
 * What the window's maximum stays below with the given probability: the forecast's own maximum, moved by how much the
 * actual maxima of the backtest lay above their forecasts' maxima. Sizing by pointwise bands would be wrong: over a
 * window the chance that some point leaves its band is far larger than for one point.
 *
 * The quantile of the differences is the larger of the empirical one and of the normal one by their median and spread,
 * since a handful of origins cannot show a rare one.
 *
 * @param residuals actual − mean, [origin][h].
 */
export function peakOf(
  mean: Float64Array,
  residuals: readonly Float64Array[],
  actuals: readonly Float64Array[],
  quantile: number,
  { floor, ceiling }: Bounds,
): { quantile: number; value: number } {
  const over = residuals
    .map((row, o) => maximum(actuals[o]!) - maximum(actuals[o]!.map((value, h) => value - row[h]!)))
    .sort((a, b) => a - b);
  const n = over.length;
  const center = over.reduce((sum, v) => sum + v, 0) / n;
  const spread = Math.sqrt(over.reduce((sum, v) => sum + (v - center) ** 2, 0) / Math.max(1, n - 1));
  const normal = center + normalQuantile(quantile) * spread * Math.sqrt(1 + 1 / n);
  const empirical = over[Math.min(n - 1, Math.ceil(quantile * (n + 1)) - 1)]!;
  return { quantile, value: Math.min(ceiling, Math.max(floor, maximum(mean) + Math.max(normal, empirical))) };
}

export function maximum(values: Float64Array): number {
  return values.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
}
