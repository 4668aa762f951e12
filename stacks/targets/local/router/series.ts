import { LatencyHistogram } from "./histogram.ts";
import type { Color, GroupName } from "./state.ts";

/** Why the router itself could not bring an answer. */
export type RouterErrorReason = "no-rule" | "refused" | "reset" | "timeout" | "broken-answer" | "unsendable";

/** Counts of one group with one color and version, since the router started. */
export class Series {
  readonly group: GroupName;
  readonly color: Color;
  readonly version: string;
  readonly latency = new LatencyHistogram();
  readonly statuses = new Map<number, number>();
  readonly errors = new Map<RouterErrorReason, number>();
  inFlight = 0;
  /** Requests whose client went before the answer. */
  abandoned = 0;
  /** Requests that were sent again because the first backend had refused them. */
  retried = 0;

  constructor(group: GroupName, color: Color, version: string) {
    this.group = group;
    this.color = color;
    this.version = version;
  }

  get key(): string {
    return `${this.group} ${this.color} ${this.version}`;
  }

  /** An answer, the router's own errors included. */
  answered(status: number, ms: number): void {
    this.statuses.set(status, (this.statuses.get(status) ?? 0) + 1);
    this.latency.record(ms);
  }

  failed(reason: RouterErrorReason): void {
    this.errors.set(reason, (this.errors.get(reason) ?? 0) + 1);
  }
}

/** Series are kept after their group has gone, so that counters never fall; the longest unused go first. */
const KEPT = 64;

export class SeriesBook {
  readonly #series = new Map<string, Series>();

  /** The series of a group, made when it is not there. */
  of(group: GroupName, color: Color, version: string): Series {
    const fresh = new Series(group, color, version);
    const series = this.#series.get(fresh.key) ?? fresh;
    this.#series.delete(series.key);
    this.#series.set(series.key, series);
    for (const [key, old] of this.#series) {
      if (this.#series.size <= KEPT) break;
      if (old.inFlight === 0) this.#series.delete(key);
    }
    return series;
  }

  all(): Series[] {
    return [...this.#series.values()];
  }
}
