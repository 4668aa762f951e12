import { quantile } from "./bands.ts";

/** Beyond this many days nothing is said. */
const FURTHEST_DAYS = 3650;

export interface DaysToLimit {
  readonly low: number;
  /** The furthest day looked at (3650) where the slow reading never gets there. */
  readonly high: number;
}

/**
 * When the peaks of each day reach a limit, as a range: the trend of the daily maxima by Theil & Sen (median of the
 * slopes between all pairs of days, robust against a third of bad days), read with the 90th and the 10th percentile of
 * its uncertainty, from the highest and the median recent peak.
 *
 * @param perDay Points a day, ≥ 1.
 * @param limit In the unit of the series.
 * @returns Days from the last point; null where even the fast reading does not get there within ten years, or there are
 *   fewer than four days.
 */
export function daysToLimit(y: Float64Array, perDay: number, limit: number): DaysToLimit | null {
  const days = Math.floor(y.length / perDay);
  const used = Math.min(days, MOST_DAYS);
  const peaks = Float64Array.from({ length: used }, (_, d) => {
    const end = y.length - (used - 1 - d) * perDay;
    return y.subarray(end - perDay, end).reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
  });
  const trend = peakTrend(peaks);
  if (trend === null) return null;
  const reach = (from: number, slope: number): number =>
    from >= limit ? 0 : slope > 0 ? Math.min(FURTHEST_DAYS, (limit - from) / slope) : FURTHEST_DAYS;
  const low = reach(trend.recent.high, trend.slope.high);
  const high = reach(trend.recent.middle, trend.slope.low);
  if (low >= FURTHEST_DAYS) return null;
  return { low: Math.floor(low), high: Math.max(Math.ceil(high), Math.floor(low)) };
}

/** Days of which the trend is taken at most. */
export const MOST_DAYS = 120;

interface Range {
  readonly low: number;
  readonly middle: number;
  readonly high: number;
}

/**
 * How daily peaks grow: the median of the slopes between all pairs of days, with the order statistics that bound it with
 * 90 % (P. Sen, JASA 63, 1968), and the least, median and greatest of the last seven peaks.
 *
 * @param peaks One a day, finite.
 * @returns Null below four days.
 */
export function peakTrend(peaks: Float64Array): { readonly slope: Range; readonly recent: Range } | null {
  const used = peaks.length;
  if (used < 4) return null;
  const slopes: number[] = [];
  for (let a = 0; a < used; a++) for (let b = a + 1; b < used; b++) slopes.push((peaks[b]! - peaks[a]!) / (b - a));
  const sorted = Float64Array.from(slopes).sort();
  const half = (1.645 * Math.sqrt((used * (used - 1) * (2 * used + 5)) / 18)) / sorted.length / 2;
  const recent = Float64Array.from(peaks.subarray(Math.max(0, used - 7))).sort();
  return {
    slope: {
      low: quantile(sorted, Math.max(0, 0.5 - half)),
      middle: quantile(sorted, 0.5),
      high: quantile(sorted, Math.min(1, 0.5 + half)),
    },
    recent: { low: recent[0]!, middle: quantile(recent, 0.5), high: recent.at(-1)! },
  };
}
