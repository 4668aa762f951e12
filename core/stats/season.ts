import { median } from "./median.ts";

export interface Season {
  /** Values a season, at least 2. */
  readonly length: number;
  /** Neighbouring values that share a phase: 1 for a daily profile of hours, 24 for the days of a week. */
  readonly width?: number;
}

/**
 * A series without its season: from each value the median of its phase is taken, phases being medians of what is left
 * of a running median over one season, so that a change of level stays where it is. Few phases with many values each
 * keep the noise of the phases out of the result: take a day's hours and a week's days, not a week's hours.
 *
 * @param values in order of time, NaN where missing
 * @returns the values themselves where there are fewer than three seasons of them
 */
export function withoutSeason(values: Float64Array, { length, width = 1 }: Season): Float64Array {
  const n = values.length;
  if (n < 3 * length) return values;
  const phases = Array.from({ length: Math.ceil(length / width) }, (): number[] => []);
  const phaseOf = (i: number): number => Math.floor((i % length) / width);
  // The running median moves slowly: a twelfth of a season apart is near enough.
  const stride = Math.max(1, Math.floor(length / 12));
  let around = Number.NaN;
  for (let i = 0; i < n; i++) {
    if (i % stride === 0) {
      // At the ends the window is the first or last season.
      const from = Math.max(0, Math.min(n - length, i - (length >> 1)));
      around = median(
        values
          .slice(from, from + length)
          .filter((value) => !Number.isNaN(value))
          .sort(),
      );
    }
    if (!Number.isNaN(values[i]! - around)) phases[phaseOf(i)]!.push(values[i]! - around);
  }
  const typical = phases.map((phase) => (phase.length === 0 ? 0 : median(Float64Array.from(phase).sort())));
  const centre = typical.reduce((a, b) => a + b, 0) / typical.length;
  return values.map((value, i) => value - (typical[phaseOf(i)]! - centre));
}
