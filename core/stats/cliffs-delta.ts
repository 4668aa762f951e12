import type { Pooled } from "./pooled.ts";

/**
 * Cliff's delta of x against y, P(x > y) - P(x < y): -1..1, 0 when neither side tends to be larger.
 * Source: N. Cliff, Psychological Bulletin 114 (1993).
 */
export function cliffsDelta(pooled: Pooled): number {
  let yBelow = 0;
  let sum = 0;
  for (let g = 0; g < pooled.groups; g++) {
    const cy = pooled.y[g] as number;
    const yAbove = pooled.ny - yBelow - cy;
    sum += (pooled.x[g] as number) * (yBelow - yAbove);
    yBelow += cy;
  }
  return sum / (pooled.nx * pooled.ny);
}
