import type { Slices } from "./slices.ts";

/** Good and all events a slice; both NaN where nothing is known. */
export interface Counts {
  readonly slices: Slices;
  readonly good: Float64Array;
  readonly total: Float64Array;
}

export interface WindowSum {
  readonly good: number;
  readonly total: number;
  /** Share of the window's slices that are known; 0 for an empty window. */
  readonly known: number;
}

/** Sums over any window in constant time. */
export class Sums {
  readonly slices: Slices;
  readonly #good: Float64Array;
  readonly #total: Float64Array;
  readonly #known: Uint32Array;

  constructor({ slices, good, total }: Counts) {
    this.slices = slices;
    this.#good = new Float64Array(slices.count + 1);
    this.#total = new Float64Array(slices.count + 1);
    this.#known = new Uint32Array(slices.count + 1);
    for (let i = 0; i < slices.count; i++) {
      const known = !Number.isNaN(total[i]!);
      this.#good[i + 1] = this.#good[i]! + (known ? good[i]! : 0);
      this.#total[i + 1] = this.#total[i]! + (known ? total[i]! : 0);
      this.#known[i + 1] = this.#known[i]! + (known ? 1 : 0);
    }
  }

  /** Slices from (inclusive) to to (exclusive), cut to what is there. */
  between(from: number, to: number): WindowSum {
    const low = Math.max(0, Math.min(this.slices.count, from));
    const high = Math.max(low, Math.min(this.slices.count, to));
    const wanted = to - from;
    return {
      good: this.#good[high]! - this.#good[low]!,
      total: this.#total[high]! - this.#total[low]!,
      known: wanted <= 0 ? 0 : (this.#known[high]! - this.#known[low]!) / wanted,
    };
  }

  /** The `ms` before the end of slice `last`. */
  before(last: number, ms: number): WindowSum {
    const length = Math.max(1, Math.round(ms / this.slices.step));
    return this.between(last + 1 - length, last + 1);
  }
}
