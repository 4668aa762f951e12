import { type Comparison, compare } from "./compare.ts";
import { smallestExactP } from "./power.ts";
import { type Cleaned, clean, type MetricSamples } from "./samples.ts";
import type { MetricConfig } from "./schema.ts";
import type { TestName } from "./tests/names.ts";
import type { ReasonCode } from "./verdict.ts";

/** What is known of one metric before the correction over all of them. */
export type MetricFinding =
  | {
      readonly outcome: "decided";
      readonly verdict: "fail" | "inconclusive" | "error";
      readonly code: ReasonCode;
      readonly text: string;
      readonly counts: Counts;
      readonly comparison: null;
    }
  | { readonly outcome: "compared"; readonly counts: Counts; readonly comparison: Comparison };

export interface Counts {
  readonly baseline: number;
  readonly canary: number;
  readonly missing: { readonly baseline: number; readonly canary: number };
}

/**
 * Cleans and compares one metric. No data, too few samples and exceptions are outcomes, never thrown and never a pass or
 * a fail.
 *
 * @param smallestShare Alpha that the weakest-equipped deciding test may count on.
 */
export function findMetric(
  metric: MetricConfig,
  baseline: MetricSamples,
  canary: MetricSamples,
  tests: readonly TestName[],
  smallestShare: number,
): MetricFinding {
  try {
    const of = (samples: MetricSamples, side: "baseline" | "canary"): Cleaned =>
      clean(Object.hasOwn(samples, metric.name) ? samples[metric.name] : undefined, metric.nan, side);
    return findClean(metric, of(baseline, "baseline"), of(canary, "canary"), tests, smallestShare);
  } catch (error) {
    const counts = { baseline: 0, canary: 0, missing: { baseline: 0, canary: 0 } };
    return decided("error", "exception", error instanceof Error ? error.message : String(error), counts);
  }
}

function findClean(
  metric: MetricConfig,
  baseline: Cleaned,
  canary: Cleaned,
  tests: readonly TestName[],
  smallestShare: number,
): MetricFinding {
  const counts = {
    baseline: size(baseline),
    canary: size(canary),
    missing: { baseline: missing(baseline), canary: missing(canary) },
  };
  for (const side of [canary, baseline])
    if (side.outcome === "error") return decided("error", side.code, side.text, counts);
  for (const side of [canary, baseline])
    if (side.outcome === "nodata") return decided("inconclusive", "no-data", side.text, counts);
  if (baseline.outcome !== "data" || canary.outcome !== "data") throw new Error("unreachable");
  if (metric.nan === "fail" && canary.missing > 0)
    return decided("fail", "missing-values", `${canary.missing} canary values are missing (nan: fail)`, counts);
  if (metric.nan === "fail" && baseline.missing > 0)
    return decided("inconclusive", "no-data", `${baseline.missing} baseline values are missing (nan: fail)`, counts);
  if (Math.min(counts.baseline, counts.canary) < metric.minSamples)
    return decided(
      "inconclusive",
      "too-few-samples",
      `${counts.canary} canary and ${counts.baseline} baseline samples; at least ${metric.minSamples} a side are needed`,
      counts,
    );
  const best = smallestExactP(counts.baseline, counts.canary);
  if (best > smallestShare)
    return decided(
      "inconclusive",
      "no-power",
      `with ${counts.canary} canary and ${counts.baseline} baseline samples even a complete separation (p ${best.toPrecision(2)}) could not fail; collect more or judge fewer metrics`,
      counts,
    );
  return { outcome: "compared", counts, comparison: compare(metric, baseline.values, canary.values, tests) };
}

function decided(
  verdict: "fail" | "inconclusive" | "error",
  code: ReasonCode,
  text: string,
  counts: Counts,
): MetricFinding {
  return { outcome: "decided", verdict, code, text, counts, comparison: null };
}

function size(side: Cleaned): number {
  return side.outcome === "data" ? side.values.length : 0;
}

function missing(side: Cleaned): number {
  return side.outcome === "error" ? 0 : side.missing;
}
