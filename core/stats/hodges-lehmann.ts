import { requireSamples } from "./alternative.ts";
import { median } from "./median.ts";
import { normalQuantile } from "./normal.ts";
import { countDifferences, kthDifference, nextDifference } from "./pairwise.ts";
import { sorted } from "./pooled.ts";

export interface Shift {
  /** Median of all differences x - y, in the samples' unit. */
  readonly estimate: number;
  readonly low: number;
  readonly high: number;
  /** Confidence level of low..high, e.g. 0.95. */
  readonly level: number;
}

/**
 * Hodges-Lehmann shift of x against y with the interval that inverts the Mann-Whitney test (normal quantile of its
 * rank, ends clamped to the extreme differences). O(n log n): no list of the nx·ny differences is made. Exact under a change
 * of scale, since only comparisons and single subtractions are used. `inflation` ≥ 1 widens the interval for
 * autocorrelated samples: the factor by which the variance of the rank sum exceeds its independent value.
 * @throws RangeError on an empty side or a value that is not finite.
 * Source: J. L. Hodges & E. L. Lehmann, Ann. Math. Statistics 34 (1963); D. F. Bauer, JASA 67 (1972).
 */
export function hodgesLehmann(x: ArrayLike<number>, y: ArrayLike<number>, level = 0.95, inflation = 1): Shift {
  requireSamples(x, y);
  return hodgesLehmannSorted(sorted(x), sorted(y), level, inflation);
}

/** The same for samples already in ascending order. */
export function hodgesLehmannSorted(xs: Float64Array, ys: Float64Array, level = 0.95, inflation = 1): Shift {
  const nx = xs.length;
  const ny = ys.length;
  const product = nx * ny;
  const z = normalQuantile(0.5 + level / 2);
  const sd = Math.sqrt((product * (nx + ny + 1) * inflation) / 12);
  const rank = Math.max(0, Math.floor(product / 2 - z * sd) - 1);
  const middle = Math.floor((product - 1) / 2);
  const lower = kthDifference(xs, ys, middle, median(xs) - median(ys));
  const even = product % 2 === 0;
  const upper = even && countDifferences(xs, ys, lower) <= middle + 1 ? nextDifference(xs, ys, lower) : lower;
  const [low, high] = [kthDifference(xs, ys, rank), kthDifference(xs, ys, product - 1 - rank)];
  return { estimate: midpoint(lower, upper) + 0, low: low + 0, high: high + 0, level };
}

function midpoint(a: number, b: number): number {
  return a === b ? a : a / 2 + b / 2;
}
