import type { Alternative, Method, Pooled } from "../../stats/index.ts";
import type { MetricConfig } from "../schema.ts";
import type { TestName } from "./names.ts";

/** What a test sees of one metric. */
export interface TestInput {
  readonly kind: MetricConfig["kind"];
  /** x is the canary, y the baseline moved by the margin towards the bad side. */
  readonly pooled: Pooled;
  /** The samples as they are, in the order of time and ascending. */
  readonly canary: Float64Array;
  readonly baseline: Float64Array;
  readonly sortedCanary: Float64Array;
  readonly sortedBaseline: Float64Array;
  /** Share of the baseline that the canary may be worse by. */
  readonly margin: number;
  /** Memory of the samples as an AR(1) coefficient, 0 where none was found. */
  readonly phi: number;
  /** What is bad: `greater` when the canary must not increase. */
  readonly alternative: Alternative;
}

export interface TestResult {
  readonly test: TestName;
  readonly method: Method;
  readonly alternative: Alternative;
  readonly statistic: number;
  /** Small when the canary is worse than the margin allows. */
  readonly pValue: number;
}

/** One test, one file, one signature; null where it does not apply to such samples. */
export type CanaryTest = (input: TestInput) => TestResult | null;
