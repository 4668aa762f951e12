import { histogramBetween, histogramOf, histogramQuantile, observations } from "./histogram.ts";
import type { PrometheusSample } from "./prometheus-text.ts";

/** One reading of a replica's metrics. `at` is epoch milliseconds. */
export interface ReplicaReading {
  readonly at: number;
  readonly samples: readonly PrometheusSample[];
}

/**
 * What one replica did between two readings, under the judge's metric names. A value is null when it was not
 * measured: no request in the time, a restart in between, or a metric that the replica does not have.
 */
export interface ReplicaSample {
  /** Milliseconds. */
  readonly latency_p50: number | null;
  readonly latency_p95: number | null;
  readonly latency_p99: number | null;
  /** Share of answers with a 5xx status, 0..1. */
  readonly error_rate: number | null;
  /** Cores. */
  readonly cpu: number | null;
  /** Bytes. */
  readonly memory: number | null;
  /** Requests shed or dropped, a second. */
  readonly drops: number | null;
  /** Cents a unit. */
  readonly cost_per_unit: number | null;
}

export const replicaMetrics = [
  "latency_p50",
  "latency_p95",
  "latency_p99",
  "error_rate",
  "cpu",
  "memory",
  "drops",
  "cost_per_unit",
] as const satisfies readonly (keyof ReplicaSample)[];

/**
 * The sample between two readings of one replica.
 *
 * @param service Prefix of the service's metric names.
 */
export function replicaSample(service: string, earlier: ReplicaReading, later: ReplicaReading): ReplicaSample {
  const seconds = (later.at - earlier.at) / 1000;
  const grown = (name: string, keep: (labels: PrometheusSample["labels"]) => boolean = () => true): number | null => {
    const [a, b] = [total(earlier.samples, name, keep), total(later.samples, name, keep)];
    return a === null || b === null || b < a ? null : b - a;
  };
  const metric = `${service}_request_duration_seconds`;
  const [before, after] = [histogramOf(earlier.samples, metric), histogramOf(later.samples, metric)];
  const latency = before && after && histogramBetween(before, after);
  const quantile = (q: number): number | null => {
    const value = latency && observations(latency) > 0 ? histogramQuantile(latency, q) : null;
    return value === null ? null : value * 1000;
  };
  const requests = grown(`${service}_requests_total`);
  // A status that has not been seen before has no series in the earlier reading: it has grown from nothing.
  const errors = errorsBetween(service, earlier.samples, later.samples);
  const cpuSeconds = grown("process_cpu_seconds_total");
  const dropped = grown(`${service}_dropped_requests_total`);
  const cost = grown(`${service}_cost_cents_total`);
  const units = grown(`${service}_units_total`);
  return {
    latency_p50: quantile(0.5),
    latency_p95: quantile(0.95),
    latency_p99: quantile(0.99),
    error_rate: requests === null || requests === 0 ? null : errors === null ? null : Math.min(1, errors / requests),
    cpu: cpuSeconds === null || seconds <= 0 ? null : cpuSeconds / seconds,
    memory: total(later.samples, "process_resident_memory_bytes", () => true),
    drops: dropped === null || seconds <= 0 ? null : dropped / seconds,
    cost_per_unit: cost === null || units === null || units === 0 ? null : cost / units,
  };
}

function total(
  samples: readonly PrometheusSample[],
  name: string,
  keep: (labels: PrometheusSample["labels"]) => boolean,
): number | null {
  let sum: number | null = null;
  for (const sample of samples)
    if (sample.name === name && Number.isFinite(sample.value) && keep(sample.labels)) sum = (sum ?? 0) + sample.value;
  return sum;
}

function errorsBetween(
  service: string,
  earlier: readonly PrometheusSample[],
  later: readonly PrometheusSample[],
): number | null {
  const is5xx = (labels: PrometheusSample["labels"]): boolean => /^5\d\d$/.test(labels.status ?? "");
  const before = total(earlier, `${service}_requests_total`, is5xx) ?? 0;
  const after = total(later, `${service}_requests_total`, is5xx) ?? 0;
  return after < before ? null : after - before;
}
