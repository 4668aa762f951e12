import {
  distributionPlot,
  isMissing,
  type MetricSamples,
  type MetricVerdict,
  type Series,
  TEST_TITLES,
  type Verdict,
} from "../../../core/aca/index.ts";
import { join, type Markup, table, tag } from "./html.ts";

/** One look of the judge with what it was judged on, as it lies under `aca/`. */
export interface JudgedLook {
  readonly step: string;
  readonly look: number;
  readonly judgedAt: string;
  readonly verdict: Verdict;
  readonly samples: { readonly baseline: MetricSamples; readonly canary: MetricSamples };
}

/** Why the judge said what it said: one table a look, a sentence a metric, and both sides' distributions. */
export function judgeSection(looks: readonly JudgedLook[]): Markup {
  return join([
    tag("h2", {}, "Judge"),
    ...(looks.length === 0 ? [tag("p", { class: "soft" }, "No canary was judged in this run.")] : looks.map(lookPart)),
  ]);
}

function lookPart({ step, look, judgedAt, verdict, samples }: JudgedLook): Markup {
  const { alpha } = verdict;
  return join([
    tag("h3", { class: toneOf(verdict.verdict) }, `${step}, look ${look}: ${verdict.verdict}`),
    tag(
      "p",
      {},
      `Judged at ${judgedAt.slice(11, 19)} UTC: ${verdict.reason.text}. Score ${number(verdict.score)}, ${number(verdict.threshold)} is needed. A release as good as the old one fails with a chance of at most ${number(alpha.total * 100)} % (Holm's correction over all metrics).`,
    ),
    table(
      ["metric", "verdict", "canary against baseline", "95 % interval", "margin", "test", "p adjusted", "samples"],
      verdict.metrics.map((metric) => [
        `${metric.name}${metric.critical ? " (critical)" : ""}`,
        tag("span", { class: toneOf(metric.verdict) }, metric.verdict),
        shiftOf(metric),
        metric.shift === null ? "–" : `${number(metric.shift.low)} to ${number(metric.shift.high)}`,
        `${number(metric.margin * 100)} %`,
        metric.test === null ? "–" : TEST_TITLES[metric.test],
        number(metric.pAdjusted),
        `${metric.n.canary} / ${metric.n.baseline}`,
      ]),
    ),
    tag("ul", {}, ...verdict.metrics.map((metric) => tag("li", {}, metric.reason.text))),
    tag("div", { class: "plots" }, ...verdict.metrics.flatMap((metric) => plotOf(metric, samples))),
    ...[...new Set([...verdict.warnings, ...verdict.metrics.flatMap((metric) => metric.warnings)])].map((text) =>
      tag("p", { class: "soft" }, `Note: ${text}.`),
    ),
  ]);
}

/** Nothing to see where all samples of both sides are one value. */
function plotOf({ name }: MetricVerdict, samples: JudgedLook["samples"]): Markup[] {
  const [baseline, canary] = [finite(samples.baseline[name]), finite(samples.canary[name])];
  const values = new Set([...baseline, ...canary]);
  if (baseline.length === 0 || canary.length === 0 || values.size < 2) return [];
  return [
    tag("figure", { style: "margin:0" }, tag("figcaption", { class: "soft" }, name), {
      markup: distributionPlot(name, baseline, canary),
    }),
  ];
}

function finite(series: Series = []): Float64Array {
  if (isMissing(series)) return new Float64Array();
  return Float64Array.from(Array.from(series).filter((value) => value !== null && Number.isFinite(value)) as number[]);
}

function shiftOf({ shift }: MetricVerdict): string {
  if (shift === null) return "–";
  const sign = shift.estimate > 0 ? "+" : "";
  const relative = shift.relative === null ? "" : ` (${sign}${number(shift.relative * 100)} %)`;
  return `${sign}${number(shift.estimate)}${relative}`;
}

function number(value: number | null): string {
  return value === null ? "–" : String(Number(value.toPrecision(3)));
}

function toneOf(verdict: Verdict["verdict"]): "good" | "bad" | "wait" {
  return verdict === "pass" ? "good" : verdict === "fail" ? "bad" : "wait";
}
