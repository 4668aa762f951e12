import type { MetricVerdict, Outcome, OverallCode } from "./verdict.ts";

export interface Overall {
  readonly verdict: Outcome;
  readonly score: number | null;
  readonly reason: { readonly code: OverallCode; readonly text: string };
}

type Scored = Pick<MetricVerdict, "name" | "verdict" | "critical" | "weight">;

/**
 * The verdict over all metrics, in this order: a critical fail fails; a critical error or inconclusive, or more than half
 * of the metrics undecided, is that; a score at the threshold passes; a score that would miss it even if every undecided
 * metric passed fails; the rest is inconclusive, since missing data alone must never fail a canary.
 */
export function overall(metrics: readonly Scored[], threshold: number): Overall {
  const weight = (...verdicts: Outcome[]): number =>
    metrics.reduce((sum, metric) => (verdicts.includes(metric.verdict) ? sum + metric.weight : sum), 0);
  const names = (verdict: Outcome): string =>
    metrics
      .filter((metric) => metric.critical && metric.verdict === verdict)
      .map((metric) => metric.name)
      .join(", ");
  const count = (verdict: Outcome): number => metrics.filter((metric) => metric.verdict === verdict).length;
  const scored = weight("pass", "fail", "inconclusive");
  const score = scored > 0 ? weight("pass") / scored : null;
  const answer = (verdict: Outcome, code: OverallCode, text: string): Overall => ({
    verdict,
    score,
    reason: { code, text },
  });

  const criticalFails = names("fail");
  if (criticalFails !== "") return answer("fail", "critical-fail", `a critical metric failed: ${criticalFails}`);
  const criticalErrors = names("error");
  if (criticalErrors !== "")
    return answer("error", "critical-error", `a critical metric has an error: ${criticalErrors}`);
  const criticalOpen = names("inconclusive");
  if (criticalOpen !== "")
    return answer("inconclusive", "critical-inconclusive", `a critical metric is inconclusive: ${criticalOpen}`);
  const [errors, open] = [count("error"), count("inconclusive")];
  if (2 * errors > metrics.length)
    return answer("error", "mostly-error", `${errors} of ${metrics.length} metrics have errors`);
  if (2 * (errors + open) > metrics.length)
    return answer("inconclusive", "mostly-inconclusive", `${errors + open} of ${metrics.length} metrics are undecided`);
  const shown = (value: number): string => String(Math.round(value * 1000) / 1000);
  const reached = score ?? 0;
  if (reached >= threshold - 1e-12)
    return answer("pass", "score-reached", `score ${shown(reached)}, threshold ${shown(threshold)}`);
  const best = scored > 0 ? weight("pass", "inconclusive") / scored : 0;
  if (best < threshold - 1e-12 && count("fail") > 0)
    return answer("fail", "score-missed", `score ${shown(reached)} is below the threshold ${shown(threshold)}`);
  return answer(
    "inconclusive",
    "score-undecided",
    `score ${shown(reached)}; the undecided metrics could still lift it to ${shown(best)}, threshold ${shown(threshold)}`,
  );
}
