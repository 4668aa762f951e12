import { type Alternative, linearRankZ, normalScores, normalSf } from "../../stats/index.ts";
import type { CanaryTest } from "./test.ts";

/** Normal-scores test of location: more power than Mann-Whitney U where tails are not heavy. */
export const location: CanaryTest = ({ pooled, alternative }) => {
  const z = linearRankZ(pooled, normalScores(pooled));
  return { test: "location", method: "asymptotic", alternative, statistic: z, pValue: tail(z, alternative) };
};

function tail(z: number, alternative: Alternative): number {
  if (alternative === "two-sided") return Math.min(1, 2 * normalSf(Math.abs(z)));
  return normalSf(alternative === "greater" ? z : -z);
}
