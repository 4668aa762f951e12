import {
  parsePrometheusText,
  type ReplicaReading,
  type ReplicaSample,
  replicaMetrics,
  replicaSample,
} from "../../core/metrics/index.ts";
import type { Reading } from "../../core/slo/index.ts";
import type { Color, Group, GroupCounters, ReplicaEndpoint, Target } from "../../core/target/index.ts";
import { fetchText } from "../http/fetch-text.ts";

export interface TimedSample extends ReplicaSample {
  readonly at: number;
  readonly group: Group;
  readonly replica: string;
}

/** Samples of both sides as the judge takes them: one value a metric for one second of one replica. */
export interface Sides {
  readonly baseline: Readonly<Record<string, readonly (number | null)[]>>;
  readonly canary: Readonly<Record<string, readonly (number | null)[]>>;
}

export interface CollectorOptions {
  readonly service: string;
  readonly now: () => number;
  readonly countersEveryMs?: number;
  readonly samplesEveryMs?: number;
}

const keepMs = 3_600_000;
/** Counters are kept for the longest burn window of a 30-day objective; what is old is kept every few seconds only. */
const keepCountersMs = 6 * 3_600_000 + 60_000;
const finelyMs = 600_000;
const coarseMs = 5_000;

/**
 * Reads the router's counters and every replica's metrics over and over, and keeps what it read. A reading that fails
 * is kept as one that failed: the planner must see that the watch is blind.
 */
export class Collector {
  readonly #options: CollectorOptions;
  #target: Target | null = null;
  #endpoints: readonly ReplicaEndpoint[] = [];
  #counters: { at: number; all: readonly GroupCounters[] | null }[] = [];
  #samples: TimedSample[] = [];
  readonly #last = new Map<string, ReplicaReading>();
  #timers: NodeJS.Timeout[] = [];
  #watchedSince: number | null = null;
  #busy = { counters: false, samples: false };

  constructor(options: CollectorOptions) {
    this.#options = options;
  }

  /** Looks at another set of replicas from now on; called after every `up`. */
  watch(target: Target, endpoints: readonly ReplicaEndpoint[]): void {
    this.#target = target;
    this.#endpoints = endpoints;
    const known = new Set(endpoints.map((endpoint) => endpoint.metricsUrl));
    for (const url of this.#last.keys()) if (!known.has(url)) this.#last.delete(url);
  }

  start(): void {
    if (this.#timers.length > 0) return;
    this.#timers = [
      setInterval(() => void this.#readCounters(), this.#options.countersEveryMs ?? 500),
      setInterval(() => void this.#readSamples(), this.#options.samplesEveryMs ?? 1000),
    ];
  }

  stop(): void {
    for (const timer of this.#timers) clearInterval(timer);
    this.#timers = [];
  }

  /** Since when counters were read without a gap; null while they cannot be read. */
  get watchedSince(): number | null {
    return this.#watchedSince;
  }

  /** The readings of one color, oldest first; the group is the color's present one. */
  readings(color: Color, group: Group): Reading[] {
    return this.#counters.map(({ at, all }) => ({
      at,
      counters: all?.filter((c) => c.color === color && c.group === group).at(-1) ?? null,
    }));
  }

  /** Samples taken from `since` on, and how many complete ones a side has. */
  sides(since: number): Sides & { readonly count: { readonly baseline: number; readonly canary: number } } {
    const of = (group: Group): Record<string, (number | null)[]> => {
      const samples = this.#samples.filter((sample) => sample.group === group && sample.at >= since);
      return Object.fromEntries(replicaMetrics.map((metric) => [metric, samples.map((sample) => sample[metric])]));
    };
    const [baseline, canary] = [of("baseline"), of("canary")];
    const complete = (side: Record<string, (number | null)[]>): number =>
      side.latency_p95!.filter((v) => v !== null).length;
    return { baseline, canary, count: { baseline: complete(baseline), canary: complete(canary) } };
  }

  async #readCounters(): Promise<void> {
    if (this.#target === null || this.#busy.counters) return;
    this.#busy.counters = true;
    const target = this.#target;
    const all = await target.counters(AbortSignal.timeout(2_000)).catch(() => null);
    const at = this.#options.now();
    this.#counters.push({ at, all });
    while (this.#counters[0] && this.#counters[0].at < at - keepCountersMs) this.#counters.shift();
    this.#thin(at);
    this.#watchedSince = all === null ? null : (this.#watchedSince ?? at);
    this.#busy.counters = false;
  }

  /** Of the readings that grow old now one every few seconds stays; a failed one stays, since it is a gap. */
  #thin(at: number): void {
    const index = this.#counters.findIndex((reading) => reading.at >= at - finelyMs) - 1;
    const [before, old] = [this.#counters[index - 1], this.#counters[index]];
    if (before && old && before.all !== null && old.all !== null && old.at - before.at < coarseMs)
      this.#counters.splice(index, 1);
  }

  async #readSamples(): Promise<void> {
    if (this.#busy.samples) return;
    this.#busy.samples = true;
    await Promise.all(this.#endpoints.map((endpoint) => this.#readReplica(endpoint)));
    const oldest = this.#options.now() - keepMs;
    while (this.#samples[0] && this.#samples[0].at < oldest) this.#samples.shift();
    this.#busy.samples = false;
  }

  async #readReplica(endpoint: ReplicaEndpoint): Promise<void> {
    const text = await fetchText(endpoint.metricsUrl, AbortSignal.timeout(900)).catch(() => null);
    const samples = text === null ? null : parsePrometheusText(text);
    // A gap longer than one interval would mix two seconds into one sample: the next reading starts anew.
    if (samples === null) return void this.#last.delete(endpoint.metricsUrl);
    const reading = { at: this.#options.now(), samples };
    const earlier = this.#last.get(endpoint.metricsUrl);
    this.#last.set(endpoint.metricsUrl, reading);
    if (earlier === undefined) return;
    const { group, replica } = endpoint;
    this.#samples.push({ at: reading.at, group, replica, ...replicaSample(this.#options.service, earlier, reading) });
  }
}
