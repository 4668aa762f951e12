import type { Moments } from "../stats/index.ts";
import type { Experiment } from "./definition.ts";
import { feed, type MetricSequences, sequencesOf } from "./sequences.ts";

/** What is kept of the arms: how many subjects, sums of their metrics, and the tests that run along. Nobody is in it. */
export class Tally {
  /** The tests of the primary metric (first) and of the guardrails, in the definition's order. */
  readonly sequences: readonly MetricSequences[];
  readonly #treatment: string;
  /** Control's and treatment's, by metric. */
  readonly #sums: ReadonlyMap<string, readonly [Sums, Sums]>;
  #counts: [number, number] = [0, 0];

  constructor(experiment: Experiment) {
    this.sequences = sequencesOf(experiment);
    this.#treatment = experiment.arms[1]!.name;
    this.#sums = new Map(this.sequences.map(({ metric }) => [metric.name, [new Sums(), new Sums()]]));
  }

  /** Adds one subject. @param pre The metrics before the experiment, for CUPED. */
  add(arm: string, metrics: Readonly<Record<string, number>>, pre?: Readonly<Record<string, number>>): void {
    const treated = arm === this.#treatment;
    this.#counts[treated ? 1 : 0] += 1;
    for (const sequence of this.sequences) {
      const { name } = sequence.metric;
      if (!Object.hasOwn(metrics, name)) continue;
      const x = pre && Object.hasOwn(pre, name) ? pre[name] : undefined;
      feed(sequence, treated, metrics[name]!, x);
      this.#sums.get(name)![treated ? 1 : 0].add(metrics[name]!, x);
    }
  }

  moments(arm: string, metric: string): Moments {
    return this.#sums.get(metric)![arm === this.#treatment ? 1 : 0].moments;
  }

  count(arm: string): number {
    return this.#counts[arm === this.#treatment ? 1 : 0];
  }
}

class Sums {
  #n = 0;
  #sum = 0;
  #squares = 0;
  #preN = 0;
  #preSum = 0;
  #preSquares = 0;
  #cross = 0;

  add(y: number, x: number | undefined): void {
    this.#n += 1;
    this.#sum += y;
    this.#squares += y * y;
    if (x === undefined) return;
    this.#preN += 1;
    this.#preSum += x;
    this.#preSquares += x * x;
    this.#cross += x * y;
  }

  get moments(): Moments {
    const moments = { n: this.#n, sum: this.#sum, sumSquares: this.#squares };
    // A covariate that is not there for everybody explains nothing that can be told apart.
    if (this.#n === 0 || this.#preN < this.#n) return moments;
    return { ...moments, pre: { sum: this.#preSum, sumSquares: this.#preSquares, cross: this.#cross } };
  }
}
