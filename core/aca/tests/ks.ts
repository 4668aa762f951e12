import { type Alternative, kolmogorovSmirnovPooled } from "../../stats/index.ts";
import type { CanaryTest } from "./test.ts";

/** Above this many pairs the exact tail of unequal sizes costs more than a judge of many metrics can afford. */
const EXACT_PAIRS = 40_000;

/** A canary that tends to be larger has its distribution function below the baseline's. */
const MIRRORED: Readonly<Record<Alternative, Alternative>> = {
  greater: "less",
  less: "greater",
  "two-sided": "two-sided",
};

/** Two-sample Kolmogorov-Smirnov of the canary against the moved baseline, on the bad side only. */
export const ks: CanaryTest = ({ pooled, alternative }) => {
  const exact = pooled.nx === pooled.ny || pooled.nx * pooled.ny <= EXACT_PAIRS;
  const { method, statistic, pValue } = kolmogorovSmirnovPooled(pooled, {
    alternative: MIRRORED[alternative],
    method: exact ? "exact" : "asymptotic",
  });
  return { test: "ks", method, alternative, statistic, pValue };
};
