import { setTimeout as sleep } from "node:timers/promises";
import { experimentPlace, LineTail, readEnding, readSalt } from "../../adapters/experiments/index.ts";
import {
  type Experiment,
  endOf,
  type Manifest,
  Monitor,
  manifestOf,
  type Ruling,
} from "../../core/experiments/index.ts";

/** A running experiment, followed from its store's first event on. A restart reads all again and comes to the same. */
export class Watch {
  readonly monitor: Monitor;
  readonly #experiment: Experiment;
  readonly #tail: LineTail;

  /** @param events A file of events; the experiment's own store unless told. */
  constructor(stateDir: string, experiment: Experiment, events: string | null) {
    const place = experimentPlace(stateDir, experiment.experiment);
    this.#experiment = experiment;
    this.#tail = new LineTail(events ?? place.events);
    // Without the key nothing is left to be read.
    this.monitor = new Monitor(experiment, readSalt(place) ?? new Uint8Array(32));
  }

  /** Takes in what is new and looks at the clock. @param whole Nobody writes any more: the last line needs no newline. */
  look(now: number, whole = false): Ruling {
    const { monitor } = this;
    for (let lines = this.#tail.read(); lines.length > 0; lines = this.#tail.read())
      for (const line of lines) if (this.#take(line).decision !== "running") return monitor.ruling;
    if (whole) this.#take(this.#tail.unfinished);
    return monitor.tick(now);
  }

  #take(line: string): Ruling {
    return line.trim() === "" ? this.monitor.ruling : this.monitor.observe(parsed(line));
  }

  /** The manifest as of now. */
  manifest(ruling: Ruling, now: number): Manifest {
    const { analysis, collection } = this.monitor;
    const planned = ruling.reason?.code === "end" || ruling.reason?.code === "max-duration";
    return manifestOf(
      this.#experiment,
      analysis,
      ruling,
      collection.dropped,
      planned ? Math.min(now, endOf(this.#experiment)) : now,
    );
  }
}

/** Looks again and again until it has to end. @returns null where `signal` was given first, or another ended it */
export async function watchUntilEnd(
  watch: Watch,
  options: {
    readonly stateDir: string;
    readonly experiment: Experiment;
    readonly now: () => number;
    readonly pollMs: number;
    readonly signal: AbortSignal;
    readonly told: (monitor: Monitor) => void;
  },
): Promise<Ruling | null> {
  const place = experimentPlace(options.stateDir, options.experiment.experiment);
  for (;;) {
    const ruling = watch.look(options.now());
    if (ruling.decision !== "running") return ruling;
    if (options.signal.aborted || readEnding(place) !== null) return null;
    options.told(watch.monitor);
    await sleep(options.pollMs, undefined, { signal: options.signal }).catch(() => undefined);
  }
}

/** A line that is no JSON is an event of no form, which is dropped and counted. */
function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return null;
  }
}
