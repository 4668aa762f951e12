import type { UsagePoints } from "./source.ts";

/** What was found wrong with one series and mended. Counts of points. */
export interface TidyReport {
  readonly points: number;
  /** Epoch milliseconds; null without points. */
  readonly start: number | null;
  readonly end: number | null;
  /** Places of the grid without a value, and the longest run of them. */
  readonly missing: number;
  readonly longestGap: number;
  /** Points that share their place with another: the last one counts. */
  readonly duplicates: number;
  /** Points that came after a younger one. */
  readonly late: number;
  /** Times that a counter fell: it had been reset, and has grown from zero since. */
  readonly resets: number;
  /** Not finite: left out. */
  readonly notFinite: number;
  readonly negative: number;
}

/**
 * Puts points on the grid of whole steps since 1970, in order, one a place; of a counter makes rates a second.
 *
 * @param step Milliseconds.
 * @returns The points that are there, ascending in time, and what was found.
 */
export function tidy(raw: UsagePoints, step: number, counter: boolean): { points: UsagePoints; report: TidyReport } {
  const places = new Map<number, number>();
  let [duplicates, late, notFinite, newest] = [0, 0, 0, Number.NEGATIVE_INFINITY];
  for (const [i, at] of raw.at.entries()) {
    const value = raw.value[i]!;
    if (at < newest) late++;
    newest = Math.max(newest, at);
    if (Number.isNaN(value)) continue;
    if (!Number.isFinite(value)) {
      notFinite++;
      continue;
    }
    const place = Math.round(at / step) * step;
    if (places.has(place)) duplicates++;
    places.set(place, value);
  }
  const sorted = [...places].sort(([a], [b]) => a - b);
  const { rows, resets } = counter ? rates(sorted) : { rows: sorted, resets: 0 };
  let [missing, longestGap, negative] = [0, 0, 0];
  rows.forEach(([at, value], i) => {
    const gap = i === 0 ? 0 : Math.round((at - rows[i - 1]![0]) / step) - 1;
    missing += gap;
    longestGap = Math.max(longestGap, gap);
    if (value < 0) negative++;
  });
  return {
    points: { at: Float64Array.from(rows, ([at]) => at), value: Float64Array.from(rows, ([, value]) => value) },
    report: {
      points: rows.length,
      start: rows[0]?.[0] ?? null,
      end: rows.at(-1)?.[0] ?? null,
      missing,
      longestGap,
      duplicates,
      late,
      resets,
      notFinite,
      negative,
    },
  };
}

/** Growth a second between neighbours; across a gap the mean rate, at its end. */
function rates(sorted: readonly (readonly [number, number])[]) {
  let resets = 0;
  const rows = sorted.slice(1).map(([at, value], i): [number, number] => {
    const [before, last] = sorted[i]!;
    if (value < last) resets++;
    return [at, ((value < last ? value : value - last) / (at - before)) * 1000];
  });
  return { rows, resets };
}

/**
 * What was stored and what came now: of a time that both have, the new value counts, since sources correct themselves.
 *
 * @returns Ascending in time; how many points are new, and of how many the value differs.
 */
export function merged(
  stored: UsagePoints,
  fresh: UsagePoints,
): { points: UsagePoints; added: number; changed: number } {
  const all = new Map(Array.from(stored.at, (at, i) => [at, stored.value[i]!]));
  let [added, changed] = [0, 0];
  for (const [i, at] of fresh.at.entries()) {
    const [before, value] = [all.get(at), fresh.value[i]!];
    if (before === undefined) added++;
    // Stored values have seven digits.
    else if (Math.abs(before - value) > 1e-6 * Math.abs(value)) changed++;
    all.set(at, value);
  }
  const rows = [...all].sort(([a], [b]) => a - b);
  return {
    points: { at: Float64Array.from(rows, ([at]) => at), value: Float64Array.from(rows, ([, value]) => value) },
    added,
    changed,
  };
}
