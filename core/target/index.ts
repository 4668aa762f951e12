/**
 * The target port: what the driver asks of the place where a service runs. Changing it is not part of the port:
 * stack config followed by `up` is the only lever. See docs/adr/0001-target-port.md.
 */

export type Color = "blue" | "green";

/** Who answers a request: the active color, the idle color under canary, or the fresh replica of the old version. */
export type Group = "active" | "canary" | "baseline";

export interface TrafficShare {
  readonly group: Group;
  readonly color: Color;
  readonly version: string;
  /** Percent of requests, 0..100; the shares add up to 100. */
  readonly weight: number;
}

/** The traffic rule in force, read from the router itself and not from the stack's state. */
export interface TrafficState {
  /** Grows with every change of the rule. */
  readonly generation: number;
  readonly shares: readonly TrafficShare[];
}

/** Cumulative counts of one group since `since`; a smaller count than before means that the source was restarted. */
export interface GroupCounters {
  readonly group: Group;
  readonly color: Color;
  readonly requests: number;
  /** Answers with a 5xx status and requests without an answer. */
  readonly errors: number;
  /** Cumulative latency histogram: `counts[i]` answers took at most `upperBoundsMs[i]`. */
  readonly latency: { readonly upperBoundsMs: readonly number[]; readonly counts: readonly number[] };
}

/** One replica that can be asked for its own metrics. */
export interface ReplicaEndpoint {
  readonly group: Group;
  readonly color: Color;
  readonly version: string;
  readonly replica: string;
  /** Prometheus text format. */
  readonly metricsUrl: string;
}

/** What `up` leaves in the stack's outputs, the same for every target. */
export interface TargetOutputs {
  /** Where clients send requests. */
  readonly url: string;
  readonly activeColor: Color;
  readonly replicas: readonly ReplicaEndpoint[];
  /** What this target needs to find its router again; read by its adapter only. */
  readonly handle: Readonly<Record<string, string | number>>;
}

/**
 * A running service, as the driver sees it. Every call may throw OutsideError `target-unreachable`; that is never
 * read as a breach or as a pass.
 */
export interface Target {
  traffic(signal?: AbortSignal): Promise<TrafficState>;
  counters(signal?: AbortSignal): Promise<readonly GroupCounters[]>;
}
