import { existsSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { parseYamlFile } from "../../adapters/yaml/index.ts";
import { InputError } from "../../core/errors/index.ts";
import {
  comparisonOf,
  type Definitions,
  type Firing,
  type Metric,
  type NoiseScore,
  pairSeries,
  prometheusMs,
  prometheusRulesSchema,
  type Rule,
  replayRule,
  type SeriesSource,
  type Slices,
  type Suggestion,
  scoreFirings,
  slicesOf,
  spanText,
  suggestRule,
  windowSeries,
} from "../../core/slo/index.ts";
import { readHistory } from "./history.ts";

/** A rule with the numbers that it is about, or why there are none. */
export interface NamedRule {
  readonly name: string;
  readonly service: string;
  readonly from: "alert" | "burn" | "openslo" | "prometheus";
  readonly rule: Rule;
  readonly read: () => Promise<
    { readonly values: Float64Array; readonly slices: Slices } | { readonly unread: string }
  >;
}

export interface Replayed extends Omit<NamedRule, "read"> {
  readonly unread: string | null;
  readonly firings: readonly Firing[];
  readonly score: NoiseScore | null;
  readonly suggestion: Suggestion | null;
  /** Ms of history and the share of it that is known. */
  readonly historyMs: number;
  readonly coverage: number;
}

export interface NoiseRequest {
  readonly definitions: Definitions;
  readonly source: SeriesSource;
  readonly service: string | null;
  readonly now: number;
  readonly historyMs: number;
  readonly signal: AbortSignal;
  readonly ruleFiles: readonly string[];
  readonly cwd: string;
}

const minute = 60_000;

/** Every rule that is known: alerts of slo/, burn pairs and conditions of SLOs, and those of Prometheus rule files. */
export function rulesOf(request: NoiseRequest): { rules: NamedRule[]; warnings: string[] } {
  const { definitions, source, now, historyMs, signal } = request;
  const series = async (metric: Metric) => {
    const step = Math.max(minute, (await source.resolution(metric)) ?? 0);
    const slices = slicesOf(now - historyMs, now, step);
    const answer = await source.read(metric, "level", slices, signal);
    return answer.outcome === "data" ? { values: answer.values, slices } : { unread: answer.text };
  };
  const thresholds = definitions.alerts.map(
    ({ name, service, metric, op, value, forMs, keepMs }): NamedRule => ({
      name,
      service,
      from: "alert",
      rule: { op, value, forMs, keepMs },
      read: () => series(metric),
    }),
  );
  const burns = definitions.slos.flatMap((slo): NamedRule[] => {
    let counts: ReturnType<typeof readHistory> | null = null;
    const over =
      (make: (counts: Parameters<typeof pairSeries>[1]) => Float64Array): NamedRule["read"] =>
      async () => {
        counts ??= readHistory(slo, source, now, historyMs, signal);
        const read = await counts;
        if (read.outcome !== "data") return { unread: read.text };
        return { values: make(read.counts), slices: read.counts.slices };
      };
    const pairs = slo.burn.map(
      (window): NamedRule => ({
        name: `${slo.name} burn ${window.rate} over ${spanText(window.longSeconds * 1_000)} and ${spanText(window.shortSeconds * 1_000)}`,
        service: slo.service,
        from: "burn",
        rule: { op: "gt", value: window.rate, forMs: 0, keepMs: 0 },
        read: over((read) => pairSeries(slo, read, window)),
      }),
    );
    const conditions = slo.alerts.map(
      (alert): NamedRule => ({
        name: `${slo.name} ${alert.name}`,
        service: slo.service,
        from: "openslo",
        rule: { op: alert.op, value: alert.threshold, forMs: alert.alertAfterMs, keepMs: 0 },
        read: over((read) => windowSeries(slo, read, alert)),
      }),
    );
    return [...pairs, ...conditions];
  });
  const files = request.ruleFiles.map((file) => fromFile(request, file, series));
  const rules = [...thresholds, ...burns, ...files.flatMap((one) => one.rules)];
  return {
    rules: request.service === null ? rules : rules.filter(({ service }) => service === request.service),
    warnings: files.flatMap((one) => one.warnings),
  };
}

function fromFile(
  { cwd, service: only }: NoiseRequest,
  file: string,
  series: (metric: Metric) => ReturnType<NamedRule["read"]>,
): { rules: NamedRule[]; warnings: string[] } {
  const path = resolve(cwd, file);
  if (!existsSync(path))
    throw new InputError("file-missing", "there is no such rule file", {
      file,
      field: "--rules",
      next: "check --rules",
    });
  const warnings: string[] = [];
  const { groups } = parseYamlFile(readFileSync(path, "utf8"), file, prometheusRulesSchema);
  const rules = groups.flatMap((group) =>
    group.rules.flatMap((one): NamedRule[] => {
      if (one.alert === undefined) return [];
      const comparison = comparisonOf(String(one.expr));
      const [forMs, keepMs] = [prometheusMs(one.for ?? "0s"), prometheusMs(one.keep_firing_for ?? "0s")];
      if (comparison === null || forMs === null || keepMs === null) {
        const why =
          comparison === null ? "its expression is no comparison with a number" : "its durations cannot be read";
        warnings.push(`${file}: the alert ${one.alert} is not replayed: ${why}`);
        return [];
      }
      const { query, op, value } = comparison;
      return [
        {
          name: one.alert,
          service: one.labels?.service ?? group.labels?.service ?? only ?? group.name,
          from: "prometheus",
          rule: { op, value, forMs, keepMs },
          read: () => series({ type: "prometheus", query, server: null }),
        },
      ];
    }),
  );
  return { rules, warnings };
}

/** Replays every rule over the history and holds its alerts against the known incidents of its service. */
export async function replayAll(request: NoiseRequest): Promise<{ replayed: Replayed[]; warnings: string[] }> {
  const { rules, warnings } = rulesOf(request);
  const { definitions, now } = request;
  const replayed: Replayed[] = [];
  for (const { read, ...rule } of rules) {
    const series = await read();
    if ("unread" in series) {
      const nothing = { firings: [], score: null, suggestion: null, historyMs: 0, coverage: 0 };
      replayed.push({ ...rule, ...nothing, unread: series.unread });
      continue;
    }
    const { values, slices } = series;
    // What lies outside of what is known can be neither found nor missed.
    const first = values.findIndex((value) => !Number.isNaN(value));
    const start = slices.start + Math.max(0, first) * slices.step;
    const incidents = definitions.incidents.filter(
      (incident) => incident.service === rule.service && incident.end >= start && incident.start <= now,
    );
    const firings = replayRule(rule.rule, values, slices);
    const known = values.filter((value) => !Number.isNaN(value)).length;
    replayed.push({
      ...rule,
      unread: null,
      firings,
      score: scoreFirings(firings, incidents),
      suggestion: suggestRule(rule.rule, values, slices, incidents),
      historyMs: now - start,
      coverage: known / Math.max(1, slices.count - Math.max(0, first)),
    });
  }
  return { replayed, warnings };
}
