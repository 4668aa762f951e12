import { InputError } from "../errors/index.ts";
import { resolveQuery } from "./query.ts";
import type { SampleOrigin } from "./rationale.ts";
import type { MetricSamples, Series } from "./samples.ts";
import type { AcaConfig } from "./schema.ts";
import type { MetricSource, SourceOutcome, SourceWindow } from "./source.ts";

type Side = "baseline" | "canary";

export type PlaceholderValues = Readonly<Record<Side, Readonly<Record<string, string>>>>;

export interface CollectOptions {
  /** By the names of aca.yaml's `sources`. */
  readonly sources: Readonly<Record<string, MetricSource>>;
  /** Without a step each source's own is taken. */
  readonly window: Omit<SourceWindow, "step"> & { readonly step?: number | undefined };
  /** What the placeholders of queries stand for; `side` and `role` are there already. */
  readonly values: PlaceholderValues;
  readonly signal?: AbortSignal | undefined;
}

export interface Collected {
  readonly baseline: MetricSamples;
  readonly canary: MetricSamples;
  /** The queries as they were sent. */
  readonly origins: readonly SampleOrigin[];
}

/**
 * Asks the sources for both sides of every metric, over the same time. A source that fails, even by an exception, leaves
 * its metric with an error, never with samples made up.
 * @throws InputError before anything is asked when a metric has no query or source, or a placeholder no value.
 */
export async function collect(config: AcaConfig, options: CollectOptions): Promise<Collected> {
  const asked = resolveQueries(config, options.values);
  const outcomes = await Promise.all(
    asked.map(async ({ from, query }) => {
      try {
        const step = options.window.step ?? 1000 * config.sources![from]!.stepSeconds;
        return await options.sources[from]!.samples(query, { ...options.window, step }, options.signal);
      } catch (error) {
        const text = error instanceof Error ? error.message : String(error);
        return { outcome: "error", text, resolved: query, retriable: true } satisfies SourceOutcome;
      }
    }),
  );
  const of = (side: Side): MetricSamples =>
    Object.fromEntries(
      asked.flatMap((one, i) => (one.side === side ? [[one.metric, seriesOf(outcomes[i]!)] as const] : [])),
    );
  return {
    baseline: of("baseline"),
    canary: of("canary"),
    origins: asked.map(({ metric, side, from }, i) => ({ metric, side, source: from, query: outcomes[i]!.resolved })),
  };
}

/**
 * The queries of both sides of every metric, filled in.
 * @throws InputError when a metric has no query or source, or a placeholder no value.
 */
export function resolveQueries(config: AcaConfig, values: PlaceholderValues) {
  return config.metrics.flatMap((metric, index) =>
    (["baseline", "canary"] as const).map((side) => {
      const field = `metrics.${index}.source`;
      const { from, template } = queryOf(config, index, field);
      const query = resolveQuery(template, { side, role: side, ...values[side] }, field);
      return { metric: metric.name, side, from, query };
    }),
  );
}

function queryOf(config: AcaConfig, index: number, field: string): { from: string; template: string } {
  const metric = config.metrics[index]!;
  const source = typeof metric.source === "object" ? metric.source : {};
  const names = Object.keys(config.sources ?? {});
  const from = source.from ?? (names.length === 1 ? names[0] : undefined);
  if (source.query === undefined)
    throw new InputError("no-query", `the metric ${JSON.stringify(metric.name)} has no query`, {
      field,
      next: "give it source: {query: …}, or judge files with --baseline and --canary",
    });
  if (from === undefined || !names.includes(from))
    throw new InputError("no-source", `the metric ${JSON.stringify(metric.name)} has no source to ask`, {
      field,
      next: names.length === 0 ? "list one under sources" : `give it source: {from: …}, one of ${names.join(", ")}`,
    });
  return { from, template: source.query };
}

function seriesOf(outcome: SourceOutcome): Series {
  return outcome.outcome === "data" ? outcome.samples : { outcome: outcome.outcome, text: outcome.text };
}
