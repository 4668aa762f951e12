import type { Pooled } from "./pooled.ts";
import { rankQuantiles } from "./rank-quantiles.ts";

/**
 * The score of each distinct pooled value: Φ⁻¹(midrank / (N + 1)).
 * Source: B. L. van der Waerden, Indagationes Mathematicae 14 (1952).
 */
export function normalScores(pooled: Pooled): Float64Array {
  return scoresOf(pooled);
}

/**
 * Scores of dispersion: Φ⁻¹(midrank / (N + 1))², large for values far out on either side.
 * Source: J. Klotz, Ann. Math. Statistics 33 (1962), the normal-scores form of Mood's test (1954).
 */
export function dispersionScores(pooled: Pooled): Float64Array {
  const scores = scoresOf(pooled);
  for (let g = 0; g < scores.length; g++) scores[g] = scores[g]! ** 2;
  return scores;
}

function scoresOf(pooled: Pooled): Float64Array {
  const scores = new Float64Array(pooled.groups);
  const quantiles = rankQuantiles(pooled.nx + pooled.ny);
  let below = 0;
  for (let g = 0; g < pooled.groups; g++) {
    const t = pooled.x[g]! + pooled.y[g]!;
    scores[g] = quantiles[2 * below + t + 1]!;
    below += t;
  }
  return scores;
}

/**
 * The standardised linear rank statistic of x: (sum of its scores - its mean) / its standard deviation, both given the
 * pooled scores, so that ties need no further correction. 0 where all scores are equal. `inflation` ≥ 1 multiplies the
 * variance for autocorrelated samples.
 * Source: J. Hájek, Z. Šidák & P. K. Sen, Theory of Rank Tests (1999), section 3.3.
 */
export function linearRankZ(pooled: Pooled, scores: Float64Array, inflation = 1): number {
  const { nx, ny, groups } = pooled;
  const n = nx + ny;
  let total = 0;
  for (let g = 0; g < groups; g++) total += (pooled.x[g]! + pooled.y[g]!) * scores[g]!;
  const mean = total / n;
  let ofX = 0;
  let squares = 0;
  for (let g = 0; g < groups; g++) {
    const d = scores[g]! - mean;
    ofX += pooled.x[g]! * d;
    squares += (pooled.x[g]! + pooled.y[g]!) * d * d;
  }
  const variance = n > 1 ? ((nx * ny) / (n * (n - 1))) * squares * inflation : 0;
  return variance > 0 ? ofX / Math.sqrt(variance) : 0;
}
