import { type Analysis, analyse } from "./analyse.ts";
import { Collection } from "./collect.ts";
import { type Ruling, rule } from "./decide.ts";
import type { Experiment } from "./definition.ts";

/** From this many samples on the ratio of the arms is looked at each time they have doubled. */
const firstRatioLook = 16;

/**
 * Watches a running experiment: looks after every subject, and says when it first has to end. Guardrails and primary
 * metric are tested by sequences that hold over all looks; the ratio of the arms and subjects in several arms are looked
 * at each time the samples have doubled, and at the end. Once ended it takes nothing more.
 */
export class Monitor {
  readonly collection: Collection;
  readonly #experiment: Experiment;
  #ratioLook = firstRatioLook;
  #ruling: Ruling = { decision: "running", reason: null };

  /** @param salt Hashes subjects; the same for the whole life of the experiment. */
  constructor(experiment: Experiment, salt: Uint8Array) {
    this.#experiment = experiment;
    this.collection = new Collection(experiment, salt);
  }

  get ruling(): Ruling {
    return this.#ruling;
  }

  get analysis(): Analysis {
    return analyse(this.#experiment, this.collection.tally, this.collection.multiple);
  }

  /** Takes an event in, unless it has ended. */
  observe(event: unknown): Ruling {
    if (this.#ruling.decision !== "running") return this.#ruling;
    const before = this.collection.multiple;
    if (!this.collection.observe(event)) {
      if (this.collection.multiple !== before && this.collection.samples >= firstRatioLook) this.#look(false);
      return this.#ruling;
    }
    const { samples, tally } = this.collection;
    const planned = samples >= this.#ratioLook || samples >= this.#experiment.samples.cap;
    if (planned) while (this.#ratioLook <= samples) this.#ratioLook *= 2;
    const spoken = tally.sequences.some(({ harm, threshold }) => harm !== null && harm.evidence >= threshold);
    if (planned || spoken) this.#look(planned);
    return this.#ruling;
  }

  /** Looks at the clock and, at its end, at everything. @param now Epoch milliseconds. */
  tick(now: number): Ruling {
    if (this.#ruling.decision !== "running") return this.#ruling;
    const ruling = rule(this.#experiment, withoutRatio(this.analysis), now);
    this.#ruling = ruling.decision === "running" ? ruling : rule(this.#experiment, this.analysis, now);
    return this.#ruling;
  }

  #look(planned: boolean): void {
    const analysis = this.analysis;
    const found = rule(this.#experiment, planned ? analysis : withoutRatio(analysis), this.collection.lastAt);
    // What ends anyway is held against the ratio too: results of unequal arms are worth nothing.
    this.#ruling = found.decision === "running" ? found : rule(this.#experiment, analysis, this.collection.lastAt);
  }
}

function withoutRatio(analysis: Analysis): Analysis {
  return { ...analysis, srm: { ...analysis.srm, mismatch: false } };
}
