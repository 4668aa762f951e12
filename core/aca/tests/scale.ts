import { dispersionScores, linearRankZ, median, normalSf, pool } from "../../stats/index.ts";
import type { CanaryTest } from "./test.ts";

/**
 * Mood-type test of spread; only a wider canary counts. The samples are aligned at their medians, once by difference and,
 * where all values are positive, once by ratio, and the canary must be wider in both: so neither a level that rose
 * (absolute spread grows with it) nor one that fell (relative spread grows) is taken for a change of spread.
 */
export const scale: CanaryTest = ({ sortedCanary, sortedBaseline, margin }) => {
  const [c, b] = [median(sortedCanary), median(sortedBaseline)];
  const absolute = dispersionZ(deviations(sortedCanary, c, 1), deviations(sortedBaseline, b, 1 + margin));
  const positive = sortedCanary[0]! > 0 && sortedBaseline[0]! > 0;
  const z = positive
    ? Math.min(
        absolute,
        dispersionZ(deviations(sortedCanary, c, 1 / c), deviations(sortedBaseline, b, (1 + margin) / b)),
      )
    : absolute;
  return { test: "scale", method: "asymptotic", alternative: "greater", statistic: z, pValue: normalSf(z) };
};

function deviations(ascending: Float64Array, from: number, factor: number): Float64Array {
  return ascending.map((value) => (value - from) * factor);
}

function dispersionZ(canary: Float64Array, baseline: Float64Array): number {
  const aligned = pool(canary, baseline);
  return linearRankZ(aligned, dispersionScores(aligned));
}
