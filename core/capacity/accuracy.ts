import { classicalIndices } from "./decomposition.ts";

/**
 * Symmetric mean absolute percentage error, 0..200, as the M4 competition defines it. A point where both are zero
 * counts as no error.
 */
export function smape(actual: Float64Array, mean: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < actual.length; i++) {
    const size = Math.abs(actual[i]!) + Math.abs(mean[i]!);
    if (size > 0) sum += (200 * Math.abs(actual[i]! - mean[i]!)) / size;
  }
  return sum / actual.length;
}

export function meanAbsoluteError(actual: Float64Array, mean: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < actual.length; i++) sum += Math.abs(actual[i]! - mean[i]!);
  return sum / actual.length;
}

/**
 * What MASE and MSIS are scaled by: the mean absolute difference of points one season apart in y[0, end).
 *
 * @returns 0 for a series that repeats itself exactly.
 */
export function seasonalScale(y: Float64Array, season: number, end = y.length): number {
  let sum = 0;
  for (let i = season; i < end; i++) sum += Math.abs(y[i]! - y[i - season]!);
  return end > season ? sum / (end - season) : 0;
}

/** Mean interval score of the central `level` band: its width, and 2/alpha for every unit that a point lies outside. */
export function intervalScore(actual: Float64Array, low: Float64Array, high: Float64Array, level: number): number {
  const penalty = 2 / (1 - level);
  let sum = 0;
  for (let i = 0; i < actual.length; i++) {
    const [x, l, u] = [actual[i]!, low[i]!, high[i]!];
    sum += u - l + (x < l ? penalty * (l - x) : x > u ? penalty * (x - u) : 0);
  }
  return sum / actual.length;
}

/**
 * Naive2, the yardstick of OWA: the last value, seasonally adjusted where the autocorrelation at the season passes M4's
 * test (90 %), reseasonalised. S. Makridakis, E. Spiliotis & V. Assimakopoulos, IJF 36 (2020).
 */
export function naive2(y: Float64Array, end: number, season: number, horizon: number): Float64Array {
  const last = y[end - 1]!;
  if (!seasonalByAutocorrelation(y, end, season)) return new Float64Array(horizon).fill(last);
  const { indices, multiplicative } = classicalIndices(y, end, season);
  const now = indices[(end - 1) % season]!;
  return Float64Array.from({ length: horizon }, (_, h) => {
    const then = indices[(end + h) % season]!;
    return multiplicative ? (last / now) * then : last - now + then;
  });
}

/** M4's test: |r(season)| > 1.645 √((1 + 2 Σ r(k)²) / n), k < season; false below three seasons. */
export function seasonalByAutocorrelation(y: Float64Array, end: number, season: number): boolean {
  if (season < 2 || end < 3 * season) return false;
  let mean = 0;
  for (let i = 0; i < end; i++) mean += y[i]! / end;
  let variance = 0;
  for (let i = 0; i < end; i++) variance += (y[i]! - mean) ** 2;
  if (variance === 0) return false;
  const r = (lag: number): number => {
    let sum = 0;
    for (let i = lag; i < end; i++) sum += (y[i]! - mean) * (y[i - lag]! - mean);
    return sum / variance;
  };
  let squares = 0;
  for (let k = 1; k < season; k++) squares += r(k) ** 2;
  return Math.abs(r(season)) > 1.645 * Math.sqrt((1 + 2 * squares) / end);
}
