import { calendarMonths } from "./calendar-step.ts";

const DAY = 86_400_000;
const WEEK = 7 * DAY;
/** Autocorrelation from which a lag that no calendar names counts as a season. */
const STRONG = 0.35;
const LONGEST = 1000;

/**
 * Seasons that people's calendar gives a step, where the history holds two of them: day and week for parts of a day, the
 * week for days, the year for weeks, months and quarters. In points, ascending.
 */
export function naturalSeasons(step: number, points: number): number[] {
  const fits = (season: number): boolean => season >= 2 && 2 * season + 4 <= points;
  const months = calendarMonths(step);
  if (months !== null) return [12 / months].filter(fits);
  if (step === WEEK) return [52].filter(fits);
  if (step > DAY) return [];
  const day = Math.round(DAY / step);
  return (step === DAY ? [7] : [day, 7 * day]).filter(fits);
}

/**
 * The seasons of a series whose user named none: the calendar's, unless the series repeats itself clearly at another
 * distance and much less at theirs.
 *
 * @param y Gapless, finite.
 */
export function findSeasons(y: Float64Array, step: number): number[] {
  const natural = naturalSeasons(step, y.length);
  const longest = Math.min(LONGEST, Math.floor((y.length - 4) / 3));
  if (longest < 3) return natural;
  const r = autocorrelation(detrended(y), Math.max(longest, natural[0] ?? 0));
  const best = strongestPeak(r, longest);
  if (best === null || natural.some((season) => season % best === 0 || best % season === 0)) return natural;
  const known = Math.max(0, ...natural.map((season) => r[season] ?? 0));
  return r[best]! > STRONG && r[best]! > known + 0.2 ? [best] : natural;
}

/** The lag with the highest autocorrelation among local maxima that rise clearly out of the dip before them. */
function strongestPeak(r: Float64Array, longest: number): number | null {
  let [best, dip] = [0, 1];
  for (let lag = 2; lag <= longest; lag++) {
    dip = Math.min(dip, r[lag - 1]!);
    const peak = r[lag]! >= r[lag - 1]! && r[lag]! >= (r[lag + 1] ?? -1);
    // Multiples of a season are peaks too: only a clearly higher one wins over the shorter.
    if (peak && r[lag]! - dip > 0.2 && (best === 0 || r[lag]! > r[best]! + 0.1)) best = lag;
  }
  return best === 0 ? null : best;
}

/** Autocorrelation at lags 0..longest + 1; values far out are drawn in, so that a burst makes no season. */
function autocorrelation(y: Float64Array, longest: number): Float64Array {
  const sizes = Float64Array.from(y, Math.abs).sort();
  const most = 4 * (sizes[sizes.length >> 1]! || sizes.at(-1)!);
  const z = y.map((v) => Math.max(-most, Math.min(most, v)));
  const at = (lag: number): number => {
    let sum = 0;
    for (let i = lag; i < z.length; i++) sum += z[i]! * z[i - lag]!;
    return sum;
  };
  const whole = at(0);
  return Float64Array.from({ length: longest + 2 }, (_, lag) => (whole > 0 ? at(lag) / whole : 0));
}

/** Less its mean and straight line. */
function detrended(y: Float64Array): Float64Array {
  const middle = (y.length - 1) / 2;
  const mean = y.reduce((a, b) => a + b, 0) / y.length;
  let [above, below] = [0, 0];
  for (const [i, v] of y.entries()) {
    above += (i - middle) * (v - mean);
    below += (i - middle) ** 2;
  }
  return y.map((v, i) => v - mean - (above / below) * (i - middle));
}
