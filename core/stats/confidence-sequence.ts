import type { Effect, Interval } from "./two-arms.ts";

/** The mixture's scale ρ that makes the sequence narrowest near `tuning` observations. */
export function sequenceRho(alpha: number, tuning: number): number {
  const c = -2 * Math.log(alpha);
  return Math.sqrt((c + Math.log(c + 1)) / tuning);
}

/**
 * How many standard errors wide an asymptotic confidence sequence is on each side at `n` observations: the chance that
 * it ever excludes the truth, over all looks together, is about α.
 * Source: I. Waudby-Smith, D. Arbour, R. Sinha, E. Kennedy & A. Ramdas, Ann. Statistics 52 (2024), with GrowthBook's
 * choice of ρ (gbstats, `sequential_interval_halfwidth`).
 *
 * @param tuning Observations at which it is to be narrowest, N*.
 */
export function sequenceBoundary(n: number, alpha: number, tuning: number): number {
  const scaled = n * sequenceRho(alpha, tuning) ** 2;
  return Math.sqrt((2 * (scaled + 1) * Math.log(Math.sqrt(scaled + 1) / alpha)) / scaled);
}

/** The sequence's interval now. @param n Observations of both arms together. */
export function confidenceSequence(effect: Effect, n: number, alpha: number, tuning: number): Interval {
  const width = Math.sqrt(effect.variance) * sequenceBoundary(n, alpha, tuning);
  return { low: effect.estimate - width, high: effect.estimate + width };
}
