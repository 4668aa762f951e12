import type { Backtest } from "./backtest.ts";

/** Steepness of the weights: chosen on the training part of M4 Hourly, where 4 to 8 do equally well. */
const POWER = 6;

/**
 * Weight of each model: the inverse of its mean backtest error to the sixth power, summing to 1. The best of them thus
 * dominates, and equals share.
 *
 * @param without An origin that must not bear on the weights, nor any whose window overlaps it: so that residuals of
 *   the combination there are honest. Null to use all.
 */
export function combinationWeights(test: Backtest, horizon: number, without: number | null): Float64Array {
  const bears = (o: number): boolean => without === null || Math.abs(o - without) * test.step >= horizon;
  const used = test.origins.map((_, o) => o).filter(bears);
  const over = used.length >= 2 ? used : test.origins.map((_, o) => o).filter((o) => o !== without);
  const errors = test.errors.map((row) => over.reduce((sum, o) => sum + row[o]!, 0) / over.length);
  const least = Math.min(...errors);
  // A model without error takes all, shared with others like it.
  const raw = errors.map((e) => (least > 0 ? (least / e) ** POWER : e === 0 ? 1 : 0));
  const total = raw.reduce((sum, w) => sum + w, 0);
  return Float64Array.from(raw, (w) => w / total);
}

export function combined(rows: readonly Float64Array[], weights: Float64Array, horizon: number): Float64Array {
  const mean = new Float64Array(horizon);
  rows.forEach((row, m) => {
    for (let h = 0; h < horizon; h++) mean[h]! += weights[m]! * row[h]!;
  });
  return mean;
}

/** What the combination missed at each origin, its weights chosen without that origin: [origin][h]. */
export function combinationResiduals(test: Backtest, horizon: number): Float64Array[] {
  return test.origins.map((_, o) => {
    const weights = combinationWeights(test, horizon, o);
    const mean = combined(
      test.forecasts.map((rows) => rows[o]!),
      weights,
      horizon,
    );
    return test.actuals[o]!.map((value, h) => value - mean[h]!);
  });
}
