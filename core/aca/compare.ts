import { cliffsDelta, hodgesLehmannSorted, median, pool, sorted } from "../stats/index.ts";
import { moved } from "./margin.ts";
import type { MetricConfig } from "./schema.ts";
import { canaryTests } from "./tests/index.ts";
import type { TestName } from "./tests/names.ts";
import type { TestResult } from "./tests/test.ts";
import type { MetricVerdict } from "./verdict.ts";

export interface Comparison {
  /** One result a test, in the order asked for. */
  readonly results: readonly TestResult[];
  readonly shift: NonNullable<MetricVerdict["shift"]>;
  readonly effect: NonNullable<MetricVerdict["effect"]>;
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
  const estimate = hodgesLehmannSorted(sortedCanary, ascending, LEVEL);
  const level = median(ascending);
  return {
    results: runTests(metric, baseline, ascending, canary, sortedCanary, tests),
    shift: { ...estimate, relative: level === 0 ? null : estimate.estimate / Math.abs(level) },
    effect: { cliffsDelta: cliffsDelta(pool(sortedCanary, ascending)) },
  };
}

function runTests(
  metric: Pick<MetricConfig, "direction" | "margin">,
  baseline: Float64Array,
  ascending: Float64Array,
  canary: Float64Array,
  sortedCanary: Float64Array,
  tests: readonly TestName[],
): TestResult[] {
  const against = (side: "greater" | "less", alternative: "greater" | "less" | "two-sided"): TestResult[] => {
    const pooled = pool(sortedCanary, moved(ascending, metric.margin, side));
    const input = {
      pooled,
      canary,
      baseline,
      sortedCanary,
      sortedBaseline: ascending,
      margin: metric.margin,
      alternative,
    };
    return tests.map((test) => canaryTests[test].run(input));
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
