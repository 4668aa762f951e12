import { logGamma } from "./gamma.ts";

/**
 * P(D_n⁺ > d) for the one-sided one-sample statistic: d·Σ C(n,k) (d + k/n)^(k-1) (1 - d - k/n)^(n-k), k ≤ n(1-d).
 * All terms are positive; computed through logarithms. n a positive integer, d in 0..1. O(n).
 * Source: Z. W. Birnbaum & F. H. Tingey, Ann. Math. Statistics 22 (1951).
 */
export function smirnovSf(n: number, d: number): number {
  if (d <= 0) return 1;
  if (d >= 1) return 0;
  const last = Math.floor(n * (1 - d));
  const logN = logGamma(n + 1);
  let sum = 0;
  for (let k = 0; k <= last; k++) {
    const rest = 1 - d - k / n;
    if (rest <= 0) continue;
    sum += Math.exp(
      logN - logGamma(k + 1) - logGamma(n - k + 1) + (k - 1) * Math.log(d + k / n) + (n - k) * Math.log(rest),
    );
  }
  return d * sum;
}
