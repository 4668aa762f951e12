import type { MetricConfig } from "./schema.ts";
import type { TestName } from "./tests/names.ts";
import type { TestResult } from "./tests/test.ts";
import type { MetricVerdict } from "./verdict.ts";

/** How people call the tests. */
export const TEST_TITLES: Readonly<Record<TestName, string>> = {
  location: "normal-scores test of location",
  scale: "Mood-type test of spread",
  tail: "exceedance test of the tail",
  mwu: "Mann-Whitney U",
  ks: "Kolmogorov-Smirnov",
  rate: "test of rates",
  fisher: "Fisher's exact test",
};

/** Up to three significant digits. */
export function shortNumber(value: number): string {
  return Number.isFinite(value) ? String(Number(value.toPrecision(3))) : "unknown";
}

export function percent(share: number): string {
  return `${share > 0 ? "+" : ""}${shortNumber(share * 100)} %`;
}

/** The sentence that a release manager reads about a metric that was compared. */
export function comparedSentence(
  metric: Pick<MetricConfig, "name" | "direction" | "margin">,
  verdict: "pass" | "fail",
  decider: TestResult & { readonly pAdjusted: number },
  shift: NonNullable<MetricVerdict["shift"]>,
  alpha: number,
): string {
  const where = place(shift);
  const margin = metric.margin > 0 ? ` beyond the margin of ${shortNumber(metric.margin * 100)} %` : "";
  const p = `${TEST_TITLES[decider.test]}, adjusted p ${shortNumber(decider.pAdjusted)}, limit ${shortNumber(alpha)}`;
  if (verdict === "pass") return `${metric.name}: ${where}; no evidence that it is worse${margin} (${p}).`;
  const beyond = `${decider.statistic} of its values lie${margin} beyond all of the baseline's`;
  const what = { scale: "its values spread wider", tail: beyond }[decider.test as string] ?? `it is worse${margin}`;
  return `${metric.name}: ${where}; ${what} (${p}).`;
}

/** The sentence about a metric whose samples depend on each other so much that no canary could have failed. */
export function undecidableSentence(
  metric: Pick<MetricConfig, "name">,
  n: { readonly baseline: number; readonly canary: number },
  effective: { readonly baseline: number; readonly canary: number },
  shift: NonNullable<MetricVerdict["shift"]>,
): string {
  const worth = `${n.canary} canary and ${n.baseline} baseline samples are worth only about ${shortNumber(effective.canary)} and ${shortNumber(effective.baseline)} independent ones, since each follows from the one before`;
  return `${metric.name}: ${place(shift)}; ${worth}, so even a complete separation could not fail; collect for longer.`;
}

/** Where the canary lies against the baseline. */
function place(shift: NonNullable<MetricVerdict["shift"]>): string {
  const amount = shift.relative === null ? "" : ` (${percent(shift.relative)})`;
  const interval = `${shortNumber(shift.level * 100)} % interval ${shortNumber(shift.low)} to ${shortNumber(shift.high)}`;
  const side = shift.estimate > 0 ? "above" : "below";
  return shift.estimate === 0
    ? "the typical canary value equals the baseline's"
    : `the canary lies ${shortNumber(Math.abs(shift.estimate))}${amount} ${side} the baseline (${interval})`;
}
