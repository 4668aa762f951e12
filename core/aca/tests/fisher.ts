import { fisherExact } from "../../stats/index.ts";
import type { CanaryTest } from "./test.ts";

/** Fisher's exact test where each sample is one trial, 0 or 1; it knows no margin. */
export const fisher: CanaryTest = ({ kind, canary, baseline, margin, alternative }) => {
  if (kind !== "proportion" || margin > 0 || !trials(canary) || !trials(baseline)) return null;
  const [x, y] = [hits(canary), hits(baseline)];
  const pValue = fisherExact(x, canary.length, y, baseline.length, alternative);
  return { test: "fisher", method: "exact", alternative, statistic: x / canary.length - y / baseline.length, pValue };
};

function trials(values: Float64Array): boolean {
  return values.every((value) => value === 0 || value === 1);
}

function hits(values: Float64Array): number {
  return values.reduce((total, value) => total + value, 0);
}
