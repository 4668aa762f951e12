import type { RawSeries } from "../series.ts";

const DAY = 86_400_000;

/**
 * The highest value of each day: what a service has to be sized for over months. The last day is left out where it has
 * less than three quarters of the points that days usually have, since its peak may be still to come.
 *
 * @param raw Times as instants or on a wall clock.
 */
export function dailyPeaks(raw: RawSeries): RawSeries {
  const days = new Map<number, { peak: number; row: number; points: number }>();
  for (const [i, at] of raw.at.entries()) {
    const value = raw.value[i]!;
    if (Number.isNaN(value)) continue;
    const day = Math.floor(at / DAY) * DAY;
    const known = days.get(day);
    if (known === undefined) days.set(day, { peak: value, row: raw.row[i]!, points: 1 });
    else {
      known.points++;
      if (value > known.peak) [known.peak, known.row] = [value, raw.row[i]!];
    }
  }
  const sorted = [...days].sort(([a], [b]) => a - b);
  const counts = sorted.map(([, { points }]) => points).sort((a, b) => a - b);
  const usual = counts[counts.length >> 1] ?? 0;
  const last = sorted.at(-1);
  if (last !== undefined && last[1].points < 0.75 * usual) sorted.pop();
  return {
    id: raw.id,
    at: Float64Array.from(sorted, ([day]) => day),
    value: Float64Array.from(sorted, ([, { peak }]) => peak),
    row: Int32Array.from(sorted, ([, { row }]) => row),
  };
}
