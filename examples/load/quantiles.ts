const FIRST_MS = 0.1;
const GROWTH = 1.02;
const SIZE = Math.ceil(Math.log(1_000_000) / Math.log(GROWTH));

/** Latency quantiles, right to 2 %, in memory that does not grow. From 0.1 ms to 100 s. */
export class Quantiles {
  readonly #counts = new Uint32Array(SIZE + 1);
  #total = 0;

  add(ms: number): void {
    const index = ms <= FIRST_MS ? 0 : Math.min(SIZE, Math.ceil(Math.log(ms / FIRST_MS) / Math.log(GROWTH)));
    this.#counts[index]!++;
    this.#total++;
  }

  /** @param q 0..1 @returns ms; null without values */
  at(q: number): number | null {
    const rank = Math.max(1, Math.ceil(q * this.#total));
    let below = 0;
    for (const [index, count] of this.#counts.entries()) {
      below += count;
      if (below >= rank) return Number((FIRST_MS * GROWTH ** index).toPrecision(4));
    }
    return null;
  }
}
