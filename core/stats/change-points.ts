import { serialDependence } from "./autocorrelation.ts";
import { type ChangePoint, largestChange, ScoreSums, selfNormalizedCritical } from "./self-normalized.ts";

/**
 * All changes of a series' level, in order of time: where the self-normalized statistic is above its critical value the
 * series is cut, and both parts are looked at in turn. No stretch is shorter than a tenth of the series.
 *
 * The critical value is of independent values; memory that is left in short windows raises it by the 0.65th power of
 * the variance inflation (1 + φ) / (1 − φ), with φ pooled over both sides of the change so that a shift is no memory.
 * The power is the smallest that keeps the share of false finds for φ up to 0.74 (`npm run bench -- slo`).
 *
 * @param values in order of time, none missing; freed of seasons (`withoutSeason`). Fewer than 30 give none.
 * @param alpha share of series without a change in which one is found
 */
export function changePoints(values: Float64Array, alpha: keyof typeof selfNormalizedCritical = "0.01"): ChangePoint[] {
  const n = values.length;
  if (n < 30) return [];
  const sums = new ScoreSums(values);
  const found: ChangePoint[] = [];
  const look = (from: number, to: number): void => {
    const change = largestChange(sums, from, to);
    if (change === null || change.statistic <= selfNormalizedCritical[alpha]) return;
    const [left, right] = [values.slice(from, change.index), values.slice(change.index, to)];
    const phi = serialDependence(left, left.slice().sort(), right, right.slice().sort());
    if (change.statistic <= selfNormalizedCritical[alpha] * ((1 + phi) / (1 - phi)) ** 0.65) return;
    look(from, change.index);
    found.push(change);
    look(change.index, to);
  };
  look(0, n);
  return found;
}
