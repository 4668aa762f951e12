import { normalCdf, normalQuantile } from "./normal.ts";

/**
 * A p-value that may be looked at after every sample, for ever: the chance that it is ever at most α under the null is at
 * most α. One over the likelihood ratio of a half-normal mixture (scale τ) of positive drifts against none, for a
 * standardised statistic z whose information (squared drift over variance, in units of the samples' spread) is `information`.
 * Asymptotic in the samples; 1 at z ≤ 0 or so.
 * Source: H. Robbins, Ann. Math. Statistics 41 (1970); S. R. Howard, A. Ramdas, J. McAuliffe & J. Sekhon, Ann. Statistics
 * 49 (2021); for estimated variances I. Waudby-Smith, D. Arbour, R. Sinha, E. Kennedy & A. Ramdas (2024).
 */
export function alwaysValidP(z: number, information: number, tau = 0.5): number {
  const scaled = information * tau * tau;
  if (!(scaled > 0)) return 1;
  const shrink = scaled / (1 + scaled);
  const tail = normalCdf(z * Math.sqrt(shrink));
  if (tail === 0) return 1;
  const log = Math.LN2 - Math.log1p(scaled) / 2 + (shrink * z * z) / 2 + Math.log(tail);
  return Math.min(1, Math.exp(-log));
}

/** The same from a one-sided fixed-sample p. */
export function alwaysValidFromP(p: number, information: number): number {
  if (p >= 0.5) return 1;
  return alwaysValidP(-normalQuantile(Math.max(p, 1e-300)), information);
}
