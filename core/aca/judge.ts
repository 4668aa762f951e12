import type { z } from "zod";
import { InputError } from "../errors/index.ts";
import { alwaysValidFromP, holm, sequentialP, spentAlpha } from "../stats/index.ts";
import { inputDigest } from "./digest.ts";
import { findMetric, type MetricFinding } from "./metric.ts";
import { metricVerdict } from "./metric-verdict.ts";
import type { MetricSamples } from "./samples.ts";
import { type AcaConfig, type AcaConfigInput, acaSchema } from "./schema.ts";
import { overall } from "./score.ts";

import { shareOf } from "./tests/index.ts";
import { UNLIMITED_TESTS } from "./tests/names.ts";

import type { TestResult } from "./tests/test.ts";
import type { Verdict } from "./verdict.ts";

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
  const { look, looks } = lookOf(full, options.look);
  const tests = looks === null ? full.tests.filter((test) => UNLIMITED_TESTS.includes(test)) : full.tests;
  const smallestShare =
    full.looks.alpha / (full.metrics.length * Math.max(1, tests.filter((t) => t !== "tail").length));
  const findings = full.metrics.map((metric) => findMetric(metric, baseline, canary, tests, smallestShare));
  const adjusted = adjust(findings, look, looks);
  const metrics = full.metrics.map((metric, i) => metricVerdict(full, metric, findings[i]!, adjusted[i]!));
  const whole = overall(metrics, full.threshold);
  return {
    verdict: whole.verdict,
    score: whole.score,
    threshold: full.threshold,
    alpha: {
      total: full.looks.alpha,
      spent: looks === null ? full.looks.alpha : spentAlpha(full.looks.alpha, look / looks),
      look,
      looks,
    },
    correction: "holm",
    metrics,
    failReasons: metrics
      .filter((metric) => metric.verdict === "fail")
      .map((metric) => ({ metric: metric.name, code: metric.reason.code, text: metric.reason.text })),
    reason: whole.reason,
    warnings:
      looks !== null && looks > 1 && options.look === undefined
        ? [`no look was given: judged as the last of ${looks}`]
        : [],
    inputDigest: inputDigest(
      { config: full, look },
      full.metrics.map((metric) => metric.name),
      baseline,
      canary,
    ),
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

/** @throws InputError when the look is not one of those planned. */
function lookOf(config: AcaConfig, wanted: number | undefined): { look: number; looks: number | null } {
  const looks = config.looks.planned === "unlimited" ? null : config.looks.planned;
  const look = wanted ?? looks ?? 1;
  if (!Number.isInteger(look) || look < 1 || (looks !== null && look > looks))
    throw new InputError("bad-look", `look ${look} is not one of the ${looks ?? "unlimited"} planned looks`, {
      field: "look",
      next: looks === null ? "give a look from 1" : `give a look from 1 to ${looks}, or plan more looks in aca.yaml`,
    });
  return { look, looks };
}

/** Per metric, the corrected p of each deciding test: one Holm family over all that were run. */
function adjust(findings: readonly MetricFinding[], look: number, looks: number | null): number[][] {
  const compared = findings.map((finding) => finding.comparison);
  const all = compared.flatMap((comparison) =>
    (comparison?.deciding ?? []).map((result) => ({
      p: looks === null ? endless(result, comparison!.effective) : sequentialP(result.pValue, look, looks),
      share: shareOf(
        result.test,
        comparison!.deciding.map(({ test }) => test),
      ),
    })),
  );
  const corrected = holm(
    all.map(({ p }) => p),
    all.map(({ share }) => share),
  );
  let used = 0;
  return compared.map((comparison) => {
    const count = comparison?.deciding.length ?? 0;
    used += count;
    return corrected.slice(used - count, used);
  });
}

/** For a soak without end: always valid, given how many independent samples the sides are worth. */
function endless(result: TestResult, effective: { readonly baseline: number; readonly canary: number }): number {
  const information = 1 / (1 / effective.baseline + 1 / effective.canary);
  if (result.alternative !== "two-sided") return alwaysValidFromP(result.pValue, information);
  return Math.min(1, 2 * alwaysValidFromP(result.pValue / 2, information));
}
