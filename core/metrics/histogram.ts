import type { PrometheusSample } from "./prometheus-text.ts";

/** A cumulative (classic) histogram: `counts[i]` observations are at most `upperBounds[i]`; the last bound is +Inf. */
export interface Histogram {
  readonly upperBounds: readonly number[];
  readonly counts: readonly number[];
}

/** The histogram `name`, summed over all label sets; null when it is not there. */
export function histogramOf(samples: readonly PrometheusSample[], name: string): Histogram | null {
  const byBound = new Map<number, number>();
  for (const sample of samples) {
    if (sample.name !== `${name}_bucket`) continue;
    const bound = sample.labels.le === "+Inf" ? Number.POSITIVE_INFINITY : Number(sample.labels.le);
    byBound.set(bound, (byBound.get(bound) ?? 0) + sample.value);
  }
  if (!byBound.has(Number.POSITIVE_INFINITY)) return null;
  const upperBounds = [...byBound.keys()].sort((a, b) => a - b);
  return { upperBounds, counts: upperBounds.map((bound) => byBound.get(bound)!) };
}

/** What was observed between two readings; null when the source restarted or its buckets changed. */
export function histogramBetween(earlier: Histogram, later: Histogram): Histogram | null {
  if (earlier.upperBounds.length !== later.upperBounds.length) return null;
  const counts = later.counts.map((count, i) => count - earlier.counts[i]!);
  if (counts.some((count, i) => count < 0 || later.upperBounds[i] !== earlier.upperBounds[i])) return null;
  return { upperBounds: later.upperBounds, counts };
}

export function observations(histogram: Histogram): number {
  return histogram.counts.at(-1) ?? 0;
}

/**
 * The q-quantile by linear interpolation inside the bucket that holds it, as Prometheus' `histogram_quantile` does.
 * An observation beyond the last finite bound gives that bound.
 *
 * @param q 0..1
 * @returns null for an empty histogram.
 */
export function histogramQuantile(histogram: Histogram, q: number): number | null {
  const total = observations(histogram);
  if (total === 0) return null;
  const rank = q * total;
  const index = histogram.counts.findIndex((count) => count >= rank && count > 0);
  const upper = histogram.upperBounds[index]!;
  if (upper === Number.POSITIVE_INFINITY) return histogram.upperBounds.at(-2) ?? null;
  const lower = index === 0 ? 0 : histogram.upperBounds[index - 1]!;
  const below = index === 0 ? 0 : histogram.counts[index - 1]!;
  const inside = histogram.counts[index]! - below;
  return lower + (upper - lower) * ((rank - below) / inside);
}
