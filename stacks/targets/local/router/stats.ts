import { type LatencyHistogram, UPPER_BOUNDS_MS } from "./histogram.ts";
import type { Mirror } from "./mirror.ts";
import type { Series } from "./series.ts";
import type { RoutingTable } from "./table.ts";

/** What GET /stats answers. Counts are since `startedAt`; latency counts are cumulative over `upperBoundsMs`. */
export interface RouterStats {
  readonly generation: number | null;
  /** RFC 3339. */
  readonly startedAt: string;
  readonly upperBoundsMs: readonly number[];
  readonly groups: readonly GroupStats[];
  readonly mirror: {
    readonly sent: number;
    readonly dropped: number;
    readonly failed: number;
    readonly statuses: Readonly<Record<string, number>>;
    readonly latency: LatencyStats;
  };
}

export interface GroupStats {
  readonly group: Series["group"];
  readonly color: Series["color"];
  readonly version: string;
  /** Answered or failed; those in flight and those whose client went away are counted apart. */
  readonly requests: number;
  readonly statuses: Readonly<Record<string, number>>;
  /** Answers of 5xx by the service itself. */
  readonly serviceErrors: number;
  /** By the router's reason; the answers 502, 503, 504 among them are in `statuses` too. */
  readonly routerErrors: Readonly<Record<string, number>>;
  readonly abandoned: number;
  readonly retried: number;
  readonly inFlight: number;
  readonly latency: LatencyStats;
}

export interface LatencyStats {
  readonly counts: readonly number[];
  readonly count: number;
  readonly sumMs: number;
  readonly p50: number | null;
  readonly p95: number | null;
  readonly p99: number | null;
}

export function routerStats(table: RoutingTable, mirror: Mirror, startedAt: number): RouterStats {
  return {
    generation: table.state?.generation ?? null,
    startedAt: new Date(startedAt).toISOString(),
    upperBoundsMs: UPPER_BOUNDS_MS,
    groups: table.book.all().map(groupStats),
    mirror: {
      sent: mirror.sent,
      dropped: mirror.dropped,
      failed: mirror.failed,
      statuses: Object.fromEntries(mirror.statuses),
      latency: latencyStats(mirror.latency),
    },
  };
}

function groupStats(series: Series): GroupStats {
  const { group, color, version, statuses, errors, abandoned, retried, inFlight } = series;
  const answered = sum(statuses.values());
  const failures = sum(errors.values());
  // A broken answer has no status of its own; the other failures are answers of the router.
  const withoutStatus = errors.get("broken-answer") ?? 0;
  const all5xx = sum([...statuses].filter(([status]) => status >= 500).map(([, count]) => count));
  return {
    group,
    color,
    version,
    requests: answered + withoutStatus,
    statuses: Object.fromEntries(statuses),
    serviceErrors: Math.max(0, all5xx - (failures - withoutStatus)),
    routerErrors: Object.fromEntries(errors),
    abandoned,
    retried,
    inFlight,
    latency: latencyStats(series.latency),
  };
}

function latencyStats(histogram: LatencyHistogram): LatencyStats {
  return {
    counts: histogram.cumulative(),
    count: histogram.total,
    sumMs: histogram.sumMs,
    p50: histogram.quantile(0.5),
    p95: histogram.quantile(0.95),
    p99: histogram.quantile(0.99),
  };
}

function sum(values: Iterable<number>): number {
  let total = 0;
  for (const value of values) total += value;
  return total;
}
