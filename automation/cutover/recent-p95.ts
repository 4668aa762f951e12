import { histogramBetween, histogramQuantile } from "../../core/metrics/index.ts";
import type { Reading } from "../../core/slo/index.ts";

const WINDOW_MS = 10_000;

/** 95th percentile in ms of what was answered in the last 10 s; null without two readings in them or without answers. */
export function recentP95(readings: readonly Reading[], now: number): number | null {
  const recent = readings.filter((one) => one.at >= now - WINDOW_MS && one.counters !== null);
  const [first, last] = [recent[0]?.counters, recent.at(-1)?.counters];
  if (!first || !last) return null;
  const histogram = ({ latency }: typeof first) => ({ upperBounds: latency.upperBoundsMs, counts: latency.counts });
  const between = histogramBetween(histogram(first), histogram(last));
  return between === null ? null : histogramQuantile(between, 0.95);
}
