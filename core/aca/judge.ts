import type { z } from "zod";
import { InputError } from "../errors/index.ts";
import { holm, sequentialP, spentAlpha } from "../stats/index.ts";
import { inputDigest } from "./digest.ts";
import { findMetric, type MetricFinding, testsToRun } from "./metric.ts";
import type { MetricSamples } from "./samples.ts";
import { type AcaConfig, type AcaConfigInput, acaSchema, type MetricConfig } from "./schema.ts";
import { overall } from "./score.ts";
import { comparedSentence } from "./sentence.ts";
import { canaryTests } from "./tests/index.ts";
import type { MetricTest, MetricVerdict, Verdict } from "./verdict.ts";

export interface JudgeOptions {
  /** Which of the planned looks this is, from 1; default the last one. */
  readonly look?: number | undefined;
}

/**
 * Judges a canary against its baseline.
 *
 * Method: each metric's deciding tests (one-sided towards what is bad) compare the canary with the baseline moved by the
 * margin; their p-values are corrected for the planned looks (Lan-DeMets) and by Holm over all tests of all metrics at
 * `looks.alpha`; a metric with a rejected test fails, the rest pass. Too few samples, no data, errors: inconclusive or
 * error, never pass, never fail. Pure: same input, same verdict, bit for bit.
 *
 * @param config As in aca.yaml; defaults are filled in.
 * @param baseline Samples by metric name, in order of time, in the metric's unit.
 * @throws InputError on a bad configuration or look. Bad samples are verdicts.
 */
export function judge(
  config: AcaConfigInput,
  baseline: MetricSamples,
  canary: MetricSamples,
  options: JudgeOptions = {},
): Verdict {
  const full = completeConfig(config);
  const looks = full.looks.planned;
  const look = options.look ?? looks;
  if (!Number.isInteger(look) || look < 1 || look > looks)
    throw new InputError("bad-look", `look ${look} is not one of the ${looks} planned looks`, {
      field: "look",
      next: `give a look from 1 to ${looks}, or plan more looks in aca.yaml`,
    });

  const tests = testsToRun(full);
  const smallestShare = full.looks.alpha / (full.metrics.length * full.tests.length);
  const findings = full.metrics.map((metric) => findMetric(metric, baseline, canary, tests, smallestShare));
  const adjusted = adjust(full, findings, look);
  const metrics = full.metrics.map((metric, i) => metricVerdict(full, metric, findings[i]!, adjusted[i]!));
  const whole = overall(metrics, full.threshold);
  return {
    verdict: whole.verdict,
    score: whole.score,
    threshold: full.threshold,
    alpha: { total: full.looks.alpha, spent: spentAlpha(full.looks.alpha, look / looks), look, looks },
    correction: "holm",
    metrics,
    failReasons: metrics
      .filter((metric) => metric.verdict === "fail")
      .map((metric) => ({ metric: metric.name, code: metric.reason.code, text: metric.reason.text })),
    reason: whole.reason,
    warnings: looks > 1 && options.look === undefined ? [`no look was given: judged as the last of ${looks}`] : [],
    inputDigest: inputDigest({ config: full, look }, baseline, canary),
  };
}

/** Fills in the defaults. @throws InputError naming the first field that is wrong. */
export function completeConfig(config: AcaConfigInput): AcaConfig {
  const parsed = acaSchema.safeParse(config);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0]!;
  const field = issue.path.map(String).join(".");
  throw new InputError(codeOf(issue), `${field === "" ? "the configuration" : field}: ${issue.message}`, {
    field,
    next: "see docs/guides/aca.md for what aca.yaml may hold",
  });
}

function codeOf(issue: z.core.$ZodIssue): string {
  const code: unknown = issue.code === "custom" ? issue.params?.code : undefined;
  return typeof code === "string" ? code : "bad-aca-config";
}

/** Per metric, the corrected p of each deciding test: one Holm family over all that were run. */
function adjust(config: AcaConfig, findings: readonly MetricFinding[], look: number): number[][] {
  const deciding = config.tests.length;
  const ps: number[] = [];
  const shares: number[] = [];
  for (const finding of findings)
    if (finding.outcome === "compared")
      for (const result of finding.comparison.results.slice(0, deciding)) {
        ps.push(sequentialP(result.pValue, look, config.looks.planned));
        shares.push(canaryTests[result.test].share);
      }
  const corrected = holm(ps, shares);
  let used = 0;
  return findings.map((finding) => {
    const count = finding.outcome === "compared" ? deciding : 0;
    used += count;
    return corrected.slice(used - count, used);
  });
}

const WARN_BELOW = 50;

function metricVerdict(
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
  const { results, shift, effect } = finding.comparison;
  const tests = results.map(
    (result, i): MetricTest => ({
      ...result,
      role: i < adjusted.length ? "deciding" : "reported",
      pAdjusted: adjusted[i] ?? null,
    }),
  );
  const strongest = adjusted.reduce((best, p, i) => (p < adjusted[best]! ? i : best), 0);
  const decider = { ...results[strongest]!, pAdjusted: adjusted[strongest]! };
  const verdict = decider.pAdjusted <= config.looks.alpha ? "fail" : "pass";
  const { baseline, canary, missing } = finding.counts;
  const warnings: string[] = [];
  if (Math.min(baseline, canary) < WARN_BELOW)
    warnings.push(
      `${canary} canary and ${baseline} baseline samples: under ${WARN_BELOW} a side only large changes are seen`,
    );
  if (missing.baseline + missing.canary > 0)
    warnings.push(`${missing.canary} canary and ${missing.baseline} baseline values are missing (nan: ${metric.nan})`);
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
      code: verdict === "fail" ? "worse" : "no-worse",
      text: comparedSentence(metric, verdict, decider, shift, config.looks.alpha),
    },
    tests,
    warnings,
  };
}
