import type { MetricFinding } from "./metric.ts";
import { smallestCorrectedP } from "./power.ts";
import type { AcaConfig, MetricConfig } from "./schema.ts";
import { comparedSentence, shortNumber, undecidableSentence } from "./sentence.ts";
import { shareOf } from "./tests/index.ts";
import type { TestName } from "./tests/names.ts";
import type { MetricTest, MetricVerdict } from "./verdict.ts";

const WARN_BELOW = 50;

/** Tests that allow for autocorrelation. */
const CORRECTED: readonly TestName[] = ["location", "scale", "rate"];

/**
 * The verdict on one metric.
 * @param adjusted The corrected p of each deciding test.
 */
export function metricVerdict(
  config: AcaConfig,
  metric: MetricConfig,
  finding: MetricFinding,
  adjusted: readonly number[],
): MetricVerdict {
  const shared = {
    name: metric.name,
    kind: metric.kind,
    group: metric.group ?? null,
    critical: metric.critical,
    weight: metric.weight,
    direction: metric.direction,
    margin: metric.margin,
    n: { ...finding.counts, effective: finding.comparison?.effective ?? null },
  };
  if (finding.outcome === "decided")
    return {
      ...shared,
      verdict: finding.verdict,
      test: null,
      method: null,
      statistic: null,
      pValue: null,
      pAdjusted: null,
      shift: null,
      effect: null,
      reason: { code: finding.code, text: `${metric.name}: ${finding.text}.` },
      tests: [],
      warnings: [],
    };
  const { deciding, reported, shift, effect, phi, effective } = finding.comparison;
  const tests = [...deciding, ...reported].map(
    (result, i): MetricTest => ({
      ...result,
      role: i < adjusted.length ? "deciding" : "reported",
      pAdjusted: adjusted[i] ?? null,
    }),
  );
  const strongest = adjusted.reduce((best, p, i) => (p < adjusted[best]! ? i : best), 0);
  const decider = { ...deciding[strongest]!, pAdjusted: adjusted[strongest]! };
  const verdict =
    decider.pAdjusted <= config.looks.alpha ? "fail" : couldFail(config, metric, finding) ? "pass" : "inconclusive";
  const { baseline, canary, missing } = finding.counts;
  const warnings: string[] = [];
  if (Math.min(baseline, canary) < WARN_BELOW)
    warnings.push(
      `${canary} canary and ${baseline} baseline samples: under ${WARN_BELOW} a side only large changes are seen`,
    );
  else if (Math.min(effective.baseline, effective.canary) < WARN_BELOW / 5)
    warnings.push(
      `the samples remember their past: ${canary} canary and ${baseline} baseline samples are worth about ${shortNumber(effective.canary)} and ${shortNumber(effective.baseline)} independent ones; only large changes are seen`,
    );
  if (missing.baseline + missing.canary > 0)
    warnings.push(`${missing.canary} canary and ${missing.baseline} baseline values are missing (nan: ${metric.nan})`);
  if (phi > 0 && deciding.some((result) => !CORRECTED.includes(result.test)))
    warnings.push(
      `the samples remember their past (about ${phi.toFixed(2)} from one to the next), which these tests take for independent`,
    );
  return {
    ...shared,
    verdict,
    test: decider.test,
    method: decider.method,
    statistic: decider.statistic,
    pValue: decider.pValue,
    pAdjusted: decider.pAdjusted,
    shift,
    effect,
    reason: {
      code: verdict === "fail" ? "worse" : verdict === "pass" ? "no-worse" : "no-power",
      text:
        verdict === "inconclusive"
          ? undecidableSentence(metric, finding.counts, effective, shift)
          : comparedSentence(metric, verdict, decider, shift, config.looks.alpha),
    },
    tests,
    warnings,
  };
}

/**
 * False where memory leaves so few independent samples that even a complete separation could not have failed at the
 * metric's part of alpha.
 */
function couldFail(config: AcaConfig, metric: MetricConfig, finding: Compared): boolean {
  const { phi, deciding } = finding.comparison;
  if (phi === 0 || deciding.some((result) => !CORRECTED.includes(result.test))) return true;
  const names = deciding.map((result) => result.test);
  const shares = names.map((test) => shareOf(test, names));
  const alpha =
    (config.looks.alpha * Math.max(...shares)) / shares.reduce((sum, share) => sum + share, 0) / config.metrics.length;
  const { baseline, canary } = finding.counts;
  return smallestCorrectedP(canary, baseline, phi, metric.direction) <= alpha;
}

type Compared = Extract<MetricFinding, { outcome: "compared" }>;
