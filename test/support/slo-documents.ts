import { parseDefinitions } from "../../adapters/slo/index.ts";
import type { Counts, SloDefinition } from "../../core/slo/index.ts";

/** A document of an availability SLO over a file, with what a test changes. */
export function sloDocument(change: { name?: string; target?: string; window?: string; method?: string } = {}): string {
  const { name = "orders-availability", target = "target: 0.999", window, method = "Occurrences" } = change;
  return `apiVersion: openslo/v1
kind: SLO
metadata: {name: ${name}}
spec:
  service: orders
  indicator:
    metadata: {name: answered}
    spec:
      ratioMetric:
        good: {metricSource: {type: File, spec: {file: data/orders.csv, column: good}}}
        total: {metricSource: {type: File, spec: {file: data/orders.csv, column: total}}}
  timeWindow: [${window ?? "{duration: 30d, isRolling: true}"}]
  budgetingMethod: ${method}
  objectives: [{${target}}]
`;
}

export function definitionsOf(...texts: string[]) {
  return parseDefinitions(texts.map((text, i) => ({ name: `slo/${i}.yaml`, text }))).definitions;
}

export function oneSlo(...texts: string[]): SloDefinition {
  return definitionsOf(...texts).slos[0]!;
}

/** Minute counts that end at `end`, 100 events each; `bad` says how many are bad `ago` minutes before it, null: unknown. */
export function minuteCounts(end: number, minutes: number, bad: (ago: number) => number | null): Counts {
  const slices = { start: end - minutes * 60_000, step: 60_000, count: minutes };
  const all = Array.from({ length: minutes }, (_, i) => bad(minutes - i));
  return {
    slices,
    good: Float64Array.from(all, (b) => (b === null ? Number.NaN : 100 - b)),
    total: Float64Array.from(all, (b) => (b === null ? Number.NaN : 100)),
  };
}
