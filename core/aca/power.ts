import { differenceInflation, linearRankZ, normalScores, normalSf, pool } from "../stats/index.ts";
import type { Direction } from "./schema.ts";

/**
 * The smallest p that a test of location corrected for memory can give at these sizes: that of a complete separation,
 * all canary values beyond all baseline values. Where it is above the alpha that the metric has, no canary whatever could
 * fail, and not failing says nothing.
 *
 * @param phi Memory of the samples as an AR(1) coefficient.
 */
export function smallestCorrectedP(canary: number, baseline: number, phi: number, direction: Direction): number {
  const above = Float64Array.from({ length: canary }, (_, i) => baseline + i);
  const below = Float64Array.from({ length: baseline }, (_, i) => i);
  const pooled = pool(above, below);
  const p = normalSf(linearRankZ(pooled, normalScores(pooled), differenceInflation(phi, canary, baseline)));
  return direction === "either" ? Math.min(1, 2 * p) : p;
}

/** The same for tests that take the samples for independent: one arrangement among all, 1 / C(nx + ny, nx). */
export function smallestExactP(nx: number, ny: number): number {
  let p = 1;
  for (let i = 1; i <= Math.min(nx, ny) && p > 1e-12; i++) p *= i / (Math.max(nx, ny) + i);
  return p;
}
