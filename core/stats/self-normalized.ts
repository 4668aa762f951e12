import { median } from "./median.ts";

/** Where a series' level changes most. */
export interface ChangePoint {
  /** Index of the first value after the change. */
  readonly index: number;
  /** Self-normalized statistic at it: what it is held against is in `selfNormalizedCritical`. */
  readonly statistic: number;
}

/** Shares of a series: what a stretch has at least, by which windows grow too, and the shortest window. */
export const leastStretch = 0.1;
export const leastWindow = 0.4;

/** Upper points of the statistic's law without a change, for these shares; see `npm run bench -- slo`. */
export const selfNormalizedCritical = { "0.05": 105, "0.01": 150, "0.001": 240 } as const;

/** Partial sums of clipped scores and of what is needed of them, so that any window costs the same. */
export class ScoreSums {
  readonly length: number;
  readonly #s: Float64Array;
  readonly #sum: Float64Array;
  readonly #squares: Float64Array;
  readonly #weighted: Float64Array;

  /** @param values in order of time, none missing */
  constructor(values: Float64Array) {
    const n = values.length;
    const scores = clipped(values);
    this.length = n;
    this.#s = new Float64Array(n + 1);
    // Sums over t < i of S, S² and t·S.
    this.#sum = new Float64Array(n + 2);
    this.#squares = new Float64Array(n + 2);
    this.#weighted = new Float64Array(n + 2);
    for (let t = 0; t <= n; t++) {
      const s = t === 0 ? 0 : this.#s[t - 1]! + scores[t - 1]!;
      this.#s[t] = s;
      this.#sum[t + 1] = this.#sum[t]! + s;
      this.#squares[t + 1] = this.#squares[t]! + s * s;
      this.#weighted[t + 1] = this.#weighted[t]! + t * s;
    }
  }

  /** The statistic of a change at k within the values a … b−1, a < k < b; 0 where all of them are equal. */
  at(a: number, k: number, b: number): number {
    const s = this.#s;
    const [left, right, n] = [k - a, b - k, b - a];
    // Left of k: partial sums from a on, against the straight line to k.
    const z = s[k]! - s[a]!;
    const sumL = this.#sum[k + 1]! - this.#sum[a + 1]!;
    const zz = this.#squares[k + 1]! - this.#squares[a + 1]! - 2 * s[a]! * sumL + left * s[a]! * s[a]!;
    const uz = this.#weighted[k + 1]! - this.#weighted[a + 1]! - a * sumL - (s[a]! * left * (left + 1)) / 2;
    const up = z / left;
    const before = zz - 2 * up * uz + (up * up * left * (left + 1) * (2 * left + 1)) / 6;
    // Right of k: partial sums back from b, against the straight line to k.
    const r = s[b]! - s[k]!;
    const sumR = this.#sum[b]! - this.#sum[k]!;
    const rr = right * s[b]! * s[b]! - 2 * s[b]! * sumR + this.#squares[b]! - this.#squares[k]!;
    const mr = (s[b]! * right * (right + 1)) / 2 - b * sumR + this.#weighted[b]! - this.#weighted[k]!;
    const down = r / right;
    const after = rr - 2 * down * mr + (down * down * right * (right + 1) * (2 * right + 1)) / 6;
    const contrast = z - (left / n) * (s[b]! - s[a]!);
    const spread = Math.max(0, before) + Math.max(0, after);
    if (spread <= 1e-12 * n) return contrast === 0 ? 0 : Number.MAX_VALUE;
    return (contrast * contrast * n) / spread;
  }

  /** Where the CUSUM of the values a … b−1 is largest for the lengths of its two sides. */
  peak(a: number, b: number): number {
    const s = this.#s;
    const slope = (s[b]! - s[a]!) / (b - a);
    let [at, most] = [a + 1, -1];
    for (let k = a + 1; k < b; k++) {
      const height = (s[k]! - s[a]! - slope * (k - a)) ** 2 / ((k - a) * (b - k));
      if (height > most) [at, most] = [k, height];
    }
    return at;
  }
}

/** Deviations from the median in units of the median absolute deviation, at most six; zeros where all are equal. */
function clipped(values: Float64Array): Float64Array {
  const centre = median(values.slice().sort());
  const off = values.map((value) => Math.abs(value - centre)).sort();
  // Where more than half are equal their median deviation is 0 and the mean one stands for it.
  const scale = 1.4826 * median(off) || off.reduce((a, b) => a + b, 0) / Math.max(1, off.length);
  return values.map((value) => (scale > 0 ? Math.max(-6, Math.min(6, (value - centre) / scale)) : 0));
}

/**
 * The change of level with the largest self-normalized CUSUM within values from … to−1, over nested windows.
 *
 * Method: deviations from the median, cut off at six of their typical ones so that a few outliers weigh little (ranks
 * would saturate: a large change late in a series would not show); the CUSUM over the variability of the partial sums on
 * both sides of the point. That variability stands for the long-run variance, so autocorrelation needs neither a model
 * nor a bandwidth, and a change does not hide itself by inflating it. Windows of
 * many lengths about the point keep other changes, such as the next step of a staircase, from hiding one; none is so
 * short that the memory of a series looks like a level. In the window that speaks loudest the change is put where the
 * plain CUSUM is largest: the self-normalized one says whether, not where.
 *
 * @returns null with fewer values than the shortest window has, or where all are equal
 * Source: X. Shao & X. Zhang, J. American Statistical Association 105 (2010); nested windows: Z. Zhao, F. Jiang & X. Shao,
 * J. Royal Statistical Society B 84 (2022).
 */
export function largestChange(sums: ScoreSums, from = 0, to = sums.length): ChangePoint | null {
  const margin = Math.ceil(leastStretch * sums.length);
  const window = Math.ceil(leastWindow * sums.length);
  let best: { readonly a: number; readonly b: number; readonly statistic: number } | null = null;
  for (let k = from + margin; k <= to - margin; k++)
    for (let a = k - margin; a >= from; a -= margin)
      for (let b = Math.max(k + margin, a + window); b <= to; b += margin) {
        const statistic = sums.at(a, k, b);
        if (statistic > (best?.statistic ?? 0)) best = { a, b, statistic };
      }
  return best && { index: sums.peak(best.a, best.b), statistic: best.statistic };
}
