import { exactWithin, mannWhitneyPooled } from "../../stats/index.ts";
import type { CanaryTest } from "./test.ts";

/** Exact, ties included, where the smaller side has at most 8 values and the table stays small. */
const EXACT_STEPS = 300_000;

/** Mann-Whitney U of the canary against the moved baseline. */
export const mwu: CanaryTest = ({ pooled, alternative }) => {
  const exact = Math.min(pooled.nx, pooled.ny) <= 8 && exactWithin(pooled, EXACT_STEPS);
  const { method, statistic, pValue } = mannWhitneyPooled(pooled, {
    alternative,
    method: exact ? "exact" : "asymptotic",
  });
  return { test: "mwu", method, alternative, statistic, pValue };
};
