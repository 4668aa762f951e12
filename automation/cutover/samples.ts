import type { Sides } from "../../adapters/metrics/collector.ts";
import {
  type AcaConfig,
  collect,
  type MetricSamples,
  type MetricSource,
  type PlaceholderValues,
  resolveQueries,
  type SampleOrigin,
} from "../../core/aca/index.ts";
import type { CutoverPlan } from "../../core/cutover/index.ts";
import { InputError } from "../../core/errors/index.ts";
import { replicaMetrics } from "../../core/metrics/index.ts";
import { columnOf } from "../aca/score.ts";

type Metric = AcaConfig["metrics"][number];
type Counts = { readonly baseline: number; readonly canary: number };

/** What a look is judged on. */
export interface LookSamples {
  readonly baseline: MetricSamples;
  readonly canary: MetricSamples;
  readonly origins: readonly SampleOrigin[];
}

/**
 * Checks that every metric of aca.yaml can be had: by its query, or from the replicas' own /metrics.
 * @throws InputError naming the metric.
 */
export function checkMetrics(aca: AcaConfig, plan: CutoverPlan): void {
  resolveQueries(asked(aca), placeholders(plan));
  const known: readonly string[] = replicaMetrics;
  const index = aca.metrics.findIndex((metric) => !isAsked(metric) && !known.includes(columnOf(metric)));
  if (index === -1) return;
  const column = columnOf(aca.metrics[index]!);
  throw new InputError("unknown-metric", `the replicas expose no metric ${JSON.stringify(column)}`, {
    file: "aca.yaml",
    field: `metrics.${index}.source`,
    next: `give it source: {query: …} and a server under sources, or take one of ${known.join(", ")}`,
  });
}

/**
 * Samples of both sides since the watch began. A source that fails leaves its metric with an error.
 * @param replicas What the replicas exposed in that time.
 */
export async function lookSamples(options: {
  readonly aca: AcaConfig;
  readonly plan: CutoverPlan;
  readonly replicas: Sides;
  readonly sources: Readonly<Record<string, MetricSource>>;
  readonly since: number;
  readonly now: number;
  readonly signal: AbortSignal;
}): Promise<LookSamples> {
  const { aca, plan, replicas, sources, since, now, signal } = options;
  const answered = await collect(asked(aca), {
    sources,
    window: { start: since, end: now },
    values: placeholders(plan),
    signal,
  });
  const own = aca.metrics.filter((metric) => !isAsked(metric));
  const of = (side: "baseline" | "canary"): MetricSamples => ({
    ...Object.fromEntries(own.map((metric) => [metric.name, replicas[side][columnOf(metric)] ?? []])),
    ...answered[side],
  });
  const origins = own.flatMap((metric) =>
    (["baseline", "canary"] as const).map((side) => ({
      metric: metric.name,
      side,
      source: "the replicas' /metrics",
      query: columnOf(metric),
    })),
  );
  return { baseline: of("baseline"), canary: of("canary"), origins: [...origins, ...answered.origins] };
}

/** How many samples a side has for sure by now: as many as its scarcest metric can have. */
export function samplesBy(aca: AcaConfig, replicas: Counts, since: number, now: number): Counts {
  const own = aca.metrics.some((metric) => !isAsked(metric));
  const steps = asked(aca).metrics.map((metric) => (now - since) / (1000 * stepOf(aca, metric)));
  const most = Math.max(0, Math.floor(Math.min(...steps)));
  if (steps.length === 0) return replicas;
  if (!own) return { baseline: most, canary: most };
  return { baseline: Math.min(most, replicas.baseline), canary: Math.min(most, replicas.canary) };
}

/** True when a look has to ask a server, which takes its time. */
export function asksServers(aca: AcaConfig): boolean {
  return aca.metrics.some(isAsked);
}

function stepOf(aca: AcaConfig, { source }: Metric): number {
  const servers = aca.sources ?? {};
  const name = (typeof source === "object" ? source.from : undefined) ?? Object.keys(servers)[0] ?? "";
  return servers[name]?.stepSeconds ?? Number.POSITIVE_INFINITY;
}

function asked(aca: AcaConfig): AcaConfig {
  return { ...aca, metrics: aca.metrics.filter(isAsked) };
}

function isAsked({ source }: Metric): boolean {
  return typeof source === "object" && source.query !== undefined;
}

function placeholders({ service, stack, environment, from, to }: CutoverPlan): PlaceholderValues {
  const shared = { service, stack, environment };
  return {
    baseline: { ...shared, color: from.color, version: from.version },
    canary: { ...shared, color: to.color, version: to.version },
  };
}
