import { changePoints, median, withoutSeason } from "../../stats/index.ts";
import { type Slices, sliceStart } from "../status/index.ts";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** Values are brought to medians of so long before changes are looked for: a chronic change lasts longer. */
export const binMs = 6 * HOUR;

/** A level that a tail kept, from the first value to the last. */
export interface Stretch {
  readonly start: number;
  readonly end: number;
  /** Median over it, in the tail's unit. */
  readonly level: number;
}

/**
 * The levels that a tail (p95 or p99) kept, in order of time; one where it never changed, none with too few values to say.
 *
 * Method: hourly medians on a logarithmic scale, freed of a daily profile and of the days of the week, brought to
 * medians of six hours; change points of these (`changePoints`, at most one false find in a hundred series).
 *
 * @param values NaN where missing
 */
export function tailStretches(values: Float64Array, slices: Slices): Stretch[] {
  const hourly = medians(values, slices, HOUR);
  const logs = hourly.values.map((value) => (value > 0 ? Math.log(value) : Number.NaN));
  const daily = withoutSeason(logs, { length: DAY / HOUR });
  const flat = withoutSeason(daily, { length: (7 * DAY) / HOUR, width: DAY / HOUR });
  const coarse = medians(flat, { start: hourly.start, step: HOUR, count: flat.length }, binMs);
  const at = [...coarse.values.keys()].filter((i) => !Number.isNaN(coarse.values[i]!));
  const known = Float64Array.from(at, (i) => coarse.values[i]!);
  if (known.length < 30) return [];
  const cuts = [0, ...changePoints(known).map(({ index }) => index), known.length];
  return cuts.slice(1).map((to, i) => {
    const from = cuts[i]!;
    const level = Math.exp(median(known.slice(from, to).sort()));
    return { start: coarse.start + at[from]! * binMs, end: coarse.start + (at[to - 1]! + 1) * binMs, level };
  });
}

/** Medians of longer slices; NaN where a slice has no value. */
function medians(values: Float64Array, slices: Slices, step: number): { values: Float64Array; start: number } {
  const first = Math.floor(slices.start / step);
  const count = Math.max(0, Math.ceil((slices.start + slices.count * slices.step) / step) - first);
  const gathered = Array.from({ length: count }, (): number[] => []);
  for (let i = 0; i < slices.count; i++)
    if (!Number.isNaN(values[i]!)) gathered[Math.floor(sliceStart(slices, i) / step) - first]!.push(values[i]!);
  return {
    values: Float64Array.from(gathered, (one) => median(Float64Array.from(one).sort())),
    start: first * step,
  };
}
