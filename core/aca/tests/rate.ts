import { countDispersion, rateTest, varianceInflation } from "../../stats/index.ts";
import type { CanaryTest } from "./test.ts";

/** Test of event rates for counts per interval; bursts and memory count as dispersion. */
export const rate: CanaryTest = ({ kind, canary, baseline, margin, phi, alternative }) => {
  if (kind !== "count" || !wholeCounts(canary) || !wholeCounts(baseline)) return null;
  const [x, y] = [sum(canary), sum(baseline)];
  const tolerated = alternative === "less" ? 1 - margin : 1 + margin;
  const dispersion =
    countDispersion(canary, baseline) * varianceInflation(phi, Math.min(canary.length, baseline.length));
  const pValue = rateTest(x, canary.length * tolerated, y, baseline.length, alternative, dispersion);
  return {
    test: "rate",
    method: "asymptotic",
    alternative,
    statistic: x / canary.length - y / baseline.length,
    pValue,
  };
};

function wholeCounts(values: Float64Array): boolean {
  return values.every((value) => value >= 0 && Number.isSafeInteger(value));
}

function sum(values: Float64Array): number {
  return values.reduce((total, value) => total + value, 0);
}
