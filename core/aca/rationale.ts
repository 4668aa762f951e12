import { distributionPlot } from "./plot.ts";
import { rationaleMarkdown } from "./rationale-markdown.ts";
import { clean, isMissing, type MetricSamples, type Series } from "./samples.ts";
import type { AcaConfig } from "./schema.ts";
import type { Verdict } from "./verdict.ts";

/** Where samples came from: the query as it was sent, or a file's name. */
export interface SampleOrigin {
  readonly metric: string;
  readonly side: "baseline" | "canary";
  readonly source: string;
  readonly query: string | null;
}

export interface RationaleInput {
  readonly config: AcaConfig;
  readonly look: number;
  readonly baseline: MetricSamples;
  readonly canary: MetricSamples;
  readonly verdict: Verdict;
  readonly origins?: readonly SampleOrigin[] | undefined;
}

/** What is kept of a judgement: enough to give it again. */
export interface RationaleDocument extends Required<RationaleInput> {
  readonly schemaVersion: "1.0";
  readonly kind: "aca.rationale";
}

export interface Rationale {
  /** The artifact that `aca replay` reads. */
  readonly json: string;
  readonly markdown: string;
  /** SVG files by the relative path under which the Markdown names them. */
  readonly plots: Readonly<Record<string, string>>;
}

/** Renders a judgement for machines and for people. Pure: the same judgement gives the same bytes. */
export function rationale(input: RationaleInput): Rationale {
  const { config, look, verdict } = input;
  const document = {
    schemaVersion: "1.0",
    kind: "aca.rationale",
    config,
    look,
    origins: input.origins ?? [],
    verdict,
    baseline: plain(input.baseline, config),
    canary: plain(input.canary, config),
  };
  const plots: Record<string, string> = {};
  const files = new Map<string, string>();
  verdict.metrics.forEach((metric, index) => {
    const settings = config.metrics[index]!;
    const [baseline, canary] = [of(input.baseline, metric.name), of(input.canary, metric.name)].map((series, side) =>
      clean(series, settings.nan, side === 0 ? "baseline" : "canary"),
    );
    if (baseline?.outcome !== "data" || canary?.outcome !== "data") return;
    const file = `plots/${String(index + 1).padStart(3, "0")}-${slug(metric.name)}.svg`;
    plots[file] = distributionPlot(metric.name, baseline.values, canary.values);
    files.set(metric.name, file);
  });
  return { json: `${JSON.stringify(document)}\n`, markdown: rationaleMarkdown(verdict, files), plots };
}

/** Samples of the judged metrics as JSON keeps them: null for every missing value. */
function plain(samples: MetricSamples, config: AcaConfig): Record<string, unknown> {
  const entries = config.metrics
    .filter((metric) => Object.hasOwn(samples, metric.name))
    .map((metric): [string, unknown] => {
      const series = samples[metric.name]!;
      return [metric.name, isMissing(series) ? series : Array.from(series, keep)];
    });
  return Object.fromEntries(entries);
}

/** Infinities, which JSON has not, are kept as text: the judge calls both an error. */
function keep(value: number | null): number | string | null {
  if (value === null || Number.isNaN(value)) return null;
  return Number.isFinite(value) ? value : String(value);
}

function of(samples: MetricSamples, name: string): Series | undefined {
  return Object.hasOwn(samples, name) ? samples[name] : undefined;
}

function slug(name: string): string {
  const safe = name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .slice(0, 60);
  return safe.replace(/^-|-$/g, "") || "metric";
}
