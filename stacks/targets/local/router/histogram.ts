const FIRST_MS = 0.5;
const LAST_MS = 10_000;
const GROWTH = 1.1;
const SIZE = Math.ceil(Math.log(LAST_MS / FIRST_MS) / Math.log(GROWTH));

/** Upper bounds in ms, from 0.5 ms to over 10 s, each 1.1 times the one before: a quantile is right to 10 %. */
export const UPPER_BOUNDS_MS: readonly number[] = Array.from({ length: SIZE + 1 }, (_, i) =>
  Number((FIRST_MS * GROWTH ** i).toPrecision(6)),
);

/** A latency histogram of fixed size; recording allocates nothing. */
export class LatencyHistogram {
  /** counts[i] answers took more than bound i-1 and at most bound i; the last counts what took longer than all. */
  readonly counts = new Float64Array(UPPER_BOUNDS_MS.length + 1);
  sumMs = 0;
  total = 0;

  /** @param ms 0 or more */
  record(ms: number): void {
    this.counts[bucketOf(ms)]!++;
    this.sumMs += ms;
    this.total++;
  }

  /** Cumulative: the i-th says how many answers took at most `UPPER_BOUNDS_MS[i]`. */
  cumulative(): number[] {
    let below = 0;
    return UPPER_BOUNDS_MS.map((_, i) => {
      below += this.counts[i]!;
      return below;
    });
  }

  /**
   * The upper bound of the bucket that holds the quantile, in ms.
   * @param q 0..1
   * @returns null without answers; the last bound for what took longer than all
   */
  quantile(q: number): number | null {
    if (this.total === 0) return null;
    const rank = Math.max(1, Math.ceil(q * this.total));
    let below = 0;
    for (const [i, bound] of UPPER_BOUNDS_MS.entries()) {
      below += this.counts[i]!;
      if (below >= rank) return bound;
    }
    return UPPER_BOUNDS_MS.at(-1)!;
  }
}

/** The first bucket whose bound is not below `ms`. */
export function bucketOf(ms: number): number {
  if (ms <= FIRST_MS) return 0;
  let index = Math.min(UPPER_BOUNDS_MS.length, Math.max(0, Math.ceil(Math.log(ms / FIRST_MS) / Math.log(GROWTH))));
  // The logarithm is off by one at a bound itself.
  while (index > 0 && ms <= UPPER_BOUNDS_MS[index - 1]!) index--;
  while (index < UPPER_BOUNDS_MS.length && ms > UPPER_BOUNDS_MS[index]!) index++;
  return index;
}
