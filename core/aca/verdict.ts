import type { Method } from "../stats/index.ts";
import type { Direction, MetricConfig } from "./schema.ts";
import type { TestName } from "./tests/names.ts";
import type { TestResult } from "./tests/test.ts";

export type Outcome = "pass" | "fail" | "inconclusive" | "error";

/** Why a metric has its verdict; stable. */
export type ReasonCode =
  | "no-worse"
  | "worse"
  | "missing-values"
  | "no-data"
  | "too-few-samples"
  | "no-power"
  | "source-error"
  | "not-finite"
  | "not-a-number"
  | "exception";

export interface Reason {
  readonly code: ReasonCode;
  /** The plain sentence that a release manager reads. */
  readonly text: string;
}

export interface MetricTest extends TestResult {
  readonly role: "deciding" | "reported";
  /** After the looks and Holm's correction over all deciding tests; null for a reported test. */
  readonly pAdjusted: number | null;
}

export interface MetricVerdict {
  readonly name: string;
  readonly kind: MetricConfig["kind"];
  readonly group: string | null;
  readonly critical: boolean;
  readonly weight: number;
  readonly verdict: Outcome;
  readonly direction: Direction;
  readonly margin: number;
  /** The deciding test with the smallest adjusted p; null where none was run. */
  readonly test: TestName | null;
  readonly method: Method | null;
  readonly statistic: number | null;
  readonly pValue: number | null;
  readonly pAdjusted: number | null;
  /** Samples judged and missing values. */
  readonly n: {
    readonly baseline: number;
    readonly canary: number;
    readonly missing: { readonly baseline: number; readonly canary: number };
    /** Independent samples that these are worth; below n where autocorrelation was found. */
    readonly effective: { readonly baseline: number; readonly canary: number } | null;
  };
  /** Hodges-Lehmann shift of the canary against the baseline (margin left out), in the metric's unit. */
  readonly shift: {
    readonly estimate: number;
    readonly low: number;
    readonly high: number;
    readonly level: number;
    /** The estimate as a share of the baseline's median; null when that is zero. */
    readonly relative: number | null;
  } | null;
  /** Of the canary against the baseline: P(canary above) - P(canary below). */
  readonly effect: { readonly cliffsDelta: number } | null;
  readonly reason: Reason;
  readonly tests: readonly MetricTest[];
  readonly warnings: readonly string[];
}

export interface Verdict {
  readonly verdict: Outcome;
  /** Σ weight of passes / Σ weight of passes, fails and inconclusives; null when nothing of them is there. */
  readonly score: number | null;
  readonly threshold: number;
  readonly alpha: {
    readonly total: number;
    /** Spent up to and with this look. */
    readonly spent: number;
    readonly look: number;
    /** null where the canary may be looked at without end. */
    readonly looks: number | null;
  };
  readonly correction: "holm";
  readonly metrics: readonly MetricVerdict[];
  readonly failReasons: readonly { readonly metric: string; readonly code: ReasonCode; readonly text: string }[];
  /** Why the whole has its verdict. */
  readonly reason: { readonly code: OverallCode; readonly text: string };
  readonly warnings: readonly string[];
  /** Over configuration, look and all samples as they came in. */
  readonly inputDigest: string;
}

export type OverallCode =
  | "score-reached"
  | "critical-fail"
  | "score-missed"
  | "critical-inconclusive"
  | "mostly-inconclusive"
  | "score-undecided"
  | "critical-error"
  | "mostly-error";
