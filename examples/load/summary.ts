import { type Answer, bySwitch, type Outcome } from "./answer.ts";
import { Quantiles } from "./quantiles.ts";

/** summary.json: the run so far, replaced in one step each second. */
export interface Summary {
  readonly schemaVersion: "1.0";
  readonly run: string;
  readonly url: string;
  /** RFC 3339. */
  readonly startedAt: string;
  readonly updatedAt: string;
  /** True once the last answer is in and the log is whole. */
  readonly finished: boolean;
  /** Requests with an answer or a failure. */
  readonly requests: number;
  readonly inFlight: number;
  /** All that are not ok: the three next ones added up. */
  readonly failed: number;
  /** Resets, timeouts and the router's own errors. */
  readonly failedBySwitch: number;
  /** 5xx of the service itself. */
  readonly serviceErrors: number;
  readonly unexpected: number;
  readonly outcomes: Readonly<Record<Outcome, number>>;
  readonly byColor: Readonly<Record<string, number>>;
  readonly byVersion: Readonly<Record<string, number>>;
  /** Orders that were answered with 201. */
  readonly accepted: number;
  /** Requests a second: asked for, and sent on average so far. */
  readonly rate: { readonly wanted: number; readonly achieved: number };
  /** Milliseconds from the scheduled time to the whole answer, of all answers. */
  readonly p50: number | null;
  readonly p95: number | null;
  readonly p99: number | null;
  /** The longest that this process itself was late with a request, in ms: large when the machine was busy. */
  readonly maxLagMs: number;
}

export interface SummaryHead {
  readonly run: string;
  readonly url: string;
  /** Epoch milliseconds. */
  readonly startedAt: number;
  readonly rate: number;
}

/** Adds answers up. */
export class Tally {
  readonly #head: SummaryHead;
  readonly #latency = new Quantiles();
  readonly #outcomes: Record<Outcome, number> = {
    ok: 0,
    "service-error": 0,
    unexpected: 0,
    "router-error": 0,
    reset: 0,
    timeout: 0,
  };
  readonly #byColor: Record<string, number> = {};
  readonly #byVersion: Record<string, number> = {};
  #accepted = 0;
  #sent = 0;
  #lastSentAt = 0;
  #done = 0;
  #maxLagMs = 0;

  constructor(head: SummaryHead) {
    this.#head = head;
  }

  /** @param lagMs how late it was sent */
  sent(at: number, lagMs: number): void {
    this.#sent++;
    this.#lastSentAt = at;
    this.#maxLagMs = Math.max(this.#maxLagMs, lagMs);
  }

  get inFlight(): number {
    return this.#sent - this.#done;
  }

  answered(answer: Answer): void {
    this.#done++;
    this.#outcomes[answer.outcome]++;
    if (answer.kind === "place" && answer.outcome === "ok") this.#accepted++;
    if (answer.status !== null) this.#latency.add(answer.done - answer.scheduled);
    if (answer.color !== null) this.#byColor[answer.color] = (this.#byColor[answer.color] ?? 0) + 1;
    if (answer.version !== null) this.#byVersion[answer.version] = (this.#byVersion[answer.version] ?? 0) + 1;
  }

  /** @param now epoch milliseconds */
  summary(now: number, finished: boolean): Summary {
    const { run, url, startedAt, rate } = this.#head;
    const outcomes = { ...this.#outcomes };
    const of = (wanted: (outcome: Outcome) => boolean): number =>
      Object.entries(outcomes).reduce((sum, [outcome, count]) => sum + (wanted(outcome as Outcome) ? count : 0), 0);
    const seconds = (this.#lastSentAt - startedAt) / 1000;
    return {
      schemaVersion: "1.0",
      run,
      url,
      startedAt: new Date(startedAt).toISOString(),
      updatedAt: new Date(now).toISOString(),
      finished,
      requests: this.#done,
      inFlight: this.inFlight,
      failed: of((outcome) => outcome !== "ok"),
      failedBySwitch: of((outcome) => bySwitch.has(outcome)),
      serviceErrors: outcomes["service-error"],
      unexpected: outcomes.unexpected,
      outcomes,
      byColor: { ...this.#byColor },
      byVersion: { ...this.#byVersion },
      accepted: this.#accepted,
      rate: { wanted: rate, achieved: seconds > 0 ? Number(((this.#sent - 1) / seconds).toFixed(2)) : 0 },
      p50: this.#latency.at(0.5),
      p95: this.#latency.at(0.95),
      p99: this.#latency.at(0.99),
      maxLagMs: Number(this.#maxLagMs.toFixed(1)),
    };
  }
}
