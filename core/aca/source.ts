/** The time that samples are wanted from: [start, end), epoch milliseconds, one sample a step (milliseconds). */
export interface SourceWindow {
  readonly start: number;
  readonly end: number;
  readonly step: number;
}

/** What a source answers. An outage is an outcome, not an exception, so that nobody mistakes it for a breach. */
export type SourceOutcome =
  | {
      readonly outcome: "data";
      /** In order of time; null where a step has no value. */
      readonly samples: readonly (number | null)[];
      /** The query as it was sent, for the artifact. */
      readonly resolved: string;
    }
  | { readonly outcome: "nodata"; readonly text: string; readonly resolved: string }
  | { readonly outcome: "error"; readonly text: string; readonly resolved: string; readonly retriable: boolean };

/** Where metrics come from: files, the services' own /metrics, Prometheus. Implemented in adapters/sources. */
export interface MetricSource {
  samples(query: string, window: SourceWindow, signal?: AbortSignal): Promise<SourceOutcome>;
}
