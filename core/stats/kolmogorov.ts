import { clipProbability } from "./alternative.ts";
import { durbinCdf } from "./durbin.ts";
import { pelzGoodCdf } from "./pelz-good.ts";
import { smirnovSf } from "./smirnov.ts";

/**
 * P(D_n > d) for the two-sided one-sample Kolmogorov statistic of n values, d in 0..1, n a positive integer.
 * Chooses among exact methods and the Pelz-Good approximation at the cutoffs that SciPy's `kstwo.sf` uses.
 * NaN for n < 1. Source: R. Simard & P. L'Ecuyer, J. Statistical Software 39(11), 2011.
 */
export function kolmogorovSf(n: number, d: number): number {
  if (!(n >= 1)) return Number.NaN;
  if (d >= 1) return 0;
  const t = n * d;
  if (t <= 0.5) return 1;
  if (t <= 1) return clipProbability(1 - rubenGambino(n, t));
  if (t >= n - 1) return clipProbability(2 * (1 - d) ** n);
  if (d >= 0.5) return clipProbability(2 * smirnovSf(n, d));
  const ndd = t * d;
  if (n <= 140) return clipProbability(ndd <= 4 ? 1 - durbinCdf(n, d) : 2 * smirnovSf(n, d));
  if (ndd >= 370) return 0;
  if (ndd >= 2.2) return clipProbability(2 * smirnovSf(n, d));
  if (n <= 100_000 && n * d ** 1.5 <= 1.4) return clipProbability(1 - durbinCdf(n, d));
  return clipProbability(1 - pelzGoodCdf(n, d));
}

/** n! / nⁿ · (2t - 1)ⁿ, for 1/2 ≤ t ≤ 1. */
function rubenGambino(n: number, t: number): number {
  let product = 1;
  for (let i = 1; i <= n && product > 0; i++) product *= (i / n) * (2 * t - 1);
  return product;
}
