/** The time that usage is wanted from: [start, end), one point a step; epoch milliseconds. */
export interface UsageWindow {
  readonly start: number;
  readonly end: number;
  readonly step: number;
}

/** Points as the source has them: any order, NaN where it has no value. */
export interface UsagePoints {
  readonly at: Float64Array;
  readonly value: Float64Array;
}

/** What a source answers. An outage is an outcome, so that nobody takes it for a service that was idle. */
export type UsageOutcome =
  | { readonly outcome: "data"; readonly points: UsagePoints }
  | { readonly outcome: "nodata"; readonly text: string }
  | { readonly outcome: "error"; readonly text: string };

/** The port: Prometheus, CloudWatch and CSV are behind it, in adapters/capacity. */
export interface UsageSource {
  read(query: string, window: UsageWindow, signal?: AbortSignal): Promise<UsageOutcome>;
}
