import type { Metric } from "../definitions/index.ts";
import type { Slices } from "./slices.ts";

/**
 * How values are brought to slices: counts are added up; of a counter, which only grows, the last value is taken; of a
 * level the mean.
 */
export type SeriesForm = "count" | "counter" | "level";

/** What a source answers. Missing values are NaN; an outage is an outcome, so that nobody takes it for good or bad. */
export type SeriesOutcome =
  | { readonly outcome: "data"; readonly values: Float64Array; readonly notes: readonly string[] }
  | { readonly outcome: "nodata"; readonly text: string }
  | { readonly outcome: "error"; readonly text: string; readonly retriable: boolean };

/** Where SLO data comes from: Prometheus and files, in adapters/slo. */
export interface SeriesSource {
  /** Milliseconds between the values that the metric has, where the source knows it; null where any step can be asked. */
  resolution(metric: Metric): Promise<number | null>;
  read(metric: Metric, form: SeriesForm, slices: Slices, signal?: AbortSignal): Promise<SeriesOutcome>;
}
