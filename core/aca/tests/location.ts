import { type Alternative, differenceInflation, linearRankZ, normalScores, normalSf } from "../../stats/index.ts";
import type { CanaryTest } from "./test.ts";

/**
 * Normal-scores test of location, its variance inflated for autocorrelation. Against Mann-Whitney U it has more power
 * where tails are not heavy.
 */
export const location: CanaryTest = ({ pooled, phi, alternative }) => {
  const inflation = differenceInflation(phi, pooled.nx, pooled.ny);
  const z = linearRankZ(pooled, normalScores(pooled), inflation);
  return { test: "location", method: "asymptotic", alternative, statistic: z, pValue: tail(z, alternative) };
};

function tail(z: number, alternative: Alternative): number {
  if (alternative === "two-sided") return Math.min(1, 2 * normalSf(Math.abs(z)));
  return normalSf(alternative === "greater" ? z : -z);
}
