import {
  cliffsDelta,
  differenceInflation,
  hodgesLehmannSorted,
  median,
  pool,
  serialDependence,
  sorted,
  varianceInflation,
} from "../stats/index.ts";
import { moved } from "./margin.ts";
import type { MetricConfig } from "./schema.ts";
import { canaryTests } from "./tests/index.ts";
import type { TestName } from "./tests/names.ts";
import type { TestInput, TestResult } from "./tests/test.ts";
import type { MetricVerdict } from "./verdict.ts";

export interface Comparison {
  /** One result a test, in the order asked for. */
  readonly results: readonly TestResult[];
  readonly shift: NonNullable<MetricVerdict["shift"]>;
  readonly effect: NonNullable<MetricVerdict["effect"]>;
  /** What the samples are worth in independent ones. */
  readonly effective: { readonly baseline: number; readonly canary: number };
}

/** Confidence level of the reported shift. */
const LEVEL = 0.95;

/** Runs tests and estimates on one metric's clean samples. */
export function compare(
  metric: Pick<MetricConfig, "direction" | "margin">,
  baseline: Float64Array,
  canary: Float64Array,
  tests: readonly TestName[],
): Comparison {
  const ascending = sorted(baseline);
  const sortedCanary = sorted(canary);
  const phi = serialDependence(canary, sortedCanary, baseline, ascending);
  const inflation = differenceInflation(phi, canary.length, baseline.length);
  const estimate = hodgesLehmannSorted(sortedCanary, ascending, LEVEL, inflation);
  const level = median(ascending);
  return {
    results: runTests(metric, { canary, baseline, sortedCanary, sortedBaseline: ascending, phi }, tests),
    shift: { ...estimate, relative: level === 0 ? null : estimate.estimate / Math.abs(level) },
    effect: { cliffsDelta: cliffsDelta(pool(sortedCanary, ascending)) },
    effective: {
      baseline: baseline.length / varianceInflation(phi, baseline.length),
      canary: canary.length / varianceInflation(phi, canary.length),
    },
  };
}

function runTests(
  metric: Pick<MetricConfig, "direction" | "margin">,
  samples: Pick<TestInput, "canary" | "baseline" | "sortedCanary" | "sortedBaseline" | "phi">,
  tests: readonly TestName[],
): TestResult[] {
  const { margin } = metric;
  const against = (side: "greater" | "less", alternative: TestInput["alternative"]): TestResult[] => {
    const pooled = pool(samples.sortedCanary, moved(samples.sortedBaseline, margin, side));
    return tests.map((test) => canaryTests[test].run({ ...samples, pooled, margin, alternative }));
  };
  if (metric.direction === "increase") return against("greater", "greater");
  if (metric.direction === "decrease") return against("less", "less");
  if (metric.margin === 0) return against("greater", "two-sided");
  // Worse than the margin on either side: the smaller p pays for both.
  const up = against("greater", "greater");
  const down = against("less", "less");
  return up.map((result, i) => {
    const worse = result.pValue <= down[i]!.pValue ? result : down[i]!;
    return { ...worse, pValue: Math.min(1, 2 * worse.pValue) };
  });
}
