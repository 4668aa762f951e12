import { differenceInflation, dispersionScores, linearRankZ, median, normalSf, pool } from "../../stats/index.ts";
import type { CanaryTest } from "./test.ts";

/**
 * Mood-type test of spread; only a wider canary counts. The samples are aligned at their medians, once by difference and,
 * where all values are positive, once by ratio, and the canary must be wider in both: so neither a level that rose
 * (absolute spread grows with it) nor one that fell (relative spread grows) is taken for a change of spread. Squared
 * scores of an AR(1) process have memory φ².
 */
export const scale: CanaryTest = ({ sortedCanary, sortedBaseline, phi, margin }) => {
  const [c, b] = [median(sortedCanary), median(sortedBaseline)];
  const inflation = differenceInflation(phi * phi, sortedCanary.length, sortedBaseline.length);
  const widerZ = (factorC: number, factorB: number): number =>
    dispersionZ(deviations(sortedCanary, c, factorC), deviations(sortedBaseline, b, factorB * (1 + margin)), inflation);
  const absolute = widerZ(1, 1);
  const positive = sortedCanary[0]! > 0 && sortedBaseline[0]! > 0;
  const z = positive ? Math.min(absolute, widerZ(1 / c, 1 / b)) : absolute;
  return { test: "scale", method: "asymptotic", alternative: "greater", statistic: z, pValue: normalSf(z) };
};

function deviations(ascending: Float64Array, from: number, factor: number): Float64Array {
  return ascending.map((value) => (value - from) * factor);
}

function dispersionZ(canary: Float64Array, baseline: Float64Array, inflation: number): number {
  const aligned = pool(canary, baseline);
  return linearRankZ(aligned, dispersionScores(aligned), inflation);
}
