import { type Alternative, clipProbability } from "./alternative.ts";
import { logGamma } from "./gamma.ts";

/**
 * Fisher's exact test of a 2 × 2 table: `hitsX` of `nx` against `hitsY` of `ny`. `greater`: x hits more often.
 * Two-sided sums the tables that are no more likely than the one seen, as SciPy's `fisher_exact` does. Counts are whole
 * and not negative. O(min(hits, n)).
 * Source: R. A. Fisher, The Design of Experiments (1935).
 */
export function fisherExact(
  hitsX: number,
  nx: number,
  hitsY: number,
  ny: number,
  alternative: Alternative = "two-sided",
): number {
  const hits = hitsX + hitsY;
  const low = Math.max(0, hits - ny);
  const high = Math.min(hits, nx);
  const total = logChoose(nx + ny, hits);
  const mass = (k: number): number => Math.exp(logChoose(nx, k) + logChoose(ny, hits - k) - total);
  const seen = mass(hitsX) * (1 + 1e-12);
  let p = 0;
  for (let k = low; k <= high; k++) {
    const counts = alternative === "greater" ? k >= hitsX : alternative === "less" ? k <= hitsX : mass(k) <= seen;
    if (counts) p += mass(k);
  }
  return clipProbability(p);
}

function logChoose(n: number, k: number): number {
  return logGamma(n + 1) - logGamma(k + 1) - logGamma(n - k + 1);
}
