import {
  cliffsDelta,
  differenceInflation,
  hodgesLehmannSorted,
  median,
  type Pooled,
  pool,
  serialDependence,
  sorted,
  varianceInflation,
} from "../stats/index.ts";
import { moved } from "./margin.ts";
import type { MetricConfig } from "./schema.ts";
import { canaryTests } from "./tests/index.ts";
import { FALLBACK_TESTS, type TestName } from "./tests/names.ts";
import type { TestInput, TestResult } from "./tests/test.ts";
import type { MetricVerdict } from "./verdict.ts";

export interface Comparison {
  /** At least one. */
  readonly deciding: readonly TestResult[];
  /** What readers know or the kind suggests, beside. */
  readonly reported: readonly TestResult[];
  /** Memory of the samples as an AR(1) coefficient; 0 where none was found. */
  readonly phi: number;
  readonly shift: NonNullable<MetricVerdict["shift"]>;
  readonly effect: NonNullable<MetricVerdict["effect"]>;
  /** What the samples are worth in independent ones. */
  readonly effective: { readonly baseline: number; readonly canary: number };
}

type Compared = Pick<MetricConfig, "kind" | "direction" | "margin">;
type Samples = Omit<TestInput, "pooled" | "margin" | "alternative">;

const REPORTED: readonly TestName[] = ["tail", "mwu", "ks", "rate", "fisher"];

/** Confidence level of the reported shift. */
const LEVEL = 0.95;

/** Runs tests and estimates on one metric's clean samples. */
export function compare(
  metric: Compared,
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
  const samples = { kind: metric.kind, canary, baseline, sortedCanary, sortedBaseline: ascending, phi };
  const raw = pool(sortedCanary, ascending);
  const pools = poolsOf(metric.margin, sortedCanary, ascending, raw);
  const chosen = runTests(metric, samples, pools, tests);
  const deciding = chosen.length > 0 ? chosen : runTests(metric, samples, pools, FALLBACK_TESTS);
  const others = REPORTED.filter((test) => deciding.every((result) => result.test !== test));
  return {
    deciding,
    reported: runTests(metric, samples, pools, others),
    phi,
    shift: { ...estimate, relative: level === 0 ? null : estimate.estimate / Math.abs(level) },
    effect: { cliffsDelta: cliffsDelta(raw) },
    effective: {
      baseline: baseline.length / varianceInflation(phi, baseline.length),
      canary: canary.length / varianceInflation(phi, canary.length),
    },
  };
}

type Pools = (side: "greater" | "less") => Pooled;

/** The canary merged with the baseline moved to either side; each is made once. */
function poolsOf(margin: number, canary: Float64Array, baseline: Float64Array, raw: Pooled): Pools {
  if (margin === 0) return () => raw;
  const made = new Map<string, Pooled>();
  return (side) => {
    const pooled = made.get(side) ?? pool(canary, moved(baseline, margin, side));
    made.set(side, pooled);
    return pooled;
  };
}

/** Runs those tests that apply. */
function runTests(metric: Compared, samples: Samples, pools: Pools, tests: readonly TestName[]): TestResult[] {
  const { margin } = metric;
  const against = (side: "greater" | "less", alternative: TestInput["alternative"]): TestResult[] => {
    const pooled = pools(side);
    return tests
      .map((test) => canaryTests[test]({ ...samples, pooled, margin, alternative }))
      .filter((result) => result !== null);
  };
  if (metric.direction === "increase") return against("greater", "greater");
  if (metric.direction === "decrease") return against("less", "less");
  if (margin === 0) return against("greater", "two-sided");
  // Worse than the margin on either side: the smaller p pays for both.
  const up = against("greater", "greater");
  const down = against("less", "less");
  return up.map((result, i) => {
    const worse = result.pValue <= down[i]!.pValue ? result : down[i]!;
    return { ...worse, pValue: Math.min(1, 2 * worse.pValue) };
  });
}
