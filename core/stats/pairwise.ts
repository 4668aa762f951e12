/**
 * The k-th smallest (k from 0) of all differences xs[i] - ys[j], both ascending, without listing them.
 *
 * Method: the number of differences up to a value is counted in one pass over both sides. Interpolating that count closes
 * in on the value in a handful of passes; the few differences left are listed and sorted. Where interpolation does not
 * close in (values of very different magnitude), pivots drawn from the differences themselves halve what is left.
 * Expected O((nx + ny) log(nx·ny)) time, O(nx + ny) memory. Draws are a fixed sequence: same input, same steps. Only
 * comparisons and single subtractions touch the values, so the answer scales exactly with powers of two.
 * Source of the pivoting: J. F. Monahan, ACM Trans. Mathematical Software 10 (1984).
 *
 * @param near A value near the answer, to begin with.
 */
export function kthDifference(xs: Float64Array, ys: Float64Array, k: number, near?: number): number {
  const window: Window = {
    low: xs[0]! - ys[ys.length - 1]!,
    below: 0,
    high: xs[xs.length - 1]! - ys[0]!,
    upTo: xs.length * ys.length,
  };
  let draws = 0x2545f491;
  for (let pass = 0; window.low < window.high; pass++) {
    if (window.upTo - window.below <= LIST_AT_MOST) return listed(xs, ys, window, k);
    let pivot: number;
    if (pass === 0 && near !== undefined) pivot = near;
    else if (pass < INTERPOLATIONS) pivot = interpolated(window, k);
    else {
      draws = (Math.imul(draws, 1664525) + 1013904223) >>> 0;
      const skip = Math.floor((draws / 4294967296) * (window.upTo - window.below));
      pivot = drawn(xs, ys, window, skip);
    }
    // The window shrinks with every pass: the pivot must not be its upper end.
    if (!(pivot >= window.low && pivot < window.high)) pivot = window.low;
    narrow(xs, ys, window, pivot, k);
  }
  return window.low;
}

/** The smallest difference above a value, or the value itself where none is. */
export function nextDifference(xs: Float64Array, ys: Float64Array, value: number): number {
  let above = Number.POSITIVE_INFINITY;
  for (let i = 0, j = 0; i < xs.length; i++) {
    while (j < ys.length && xs[i]! - ys[j]! > value) j++;
    if (j > 0) above = Math.min(above, xs[i]! - ys[j - 1]!);
  }
  return above === Number.POSITIVE_INFINITY ? value : above;
}

/** How many differences are at most this value. */
export function countDifferences(xs: Float64Array, ys: Float64Array, value: number): number {
  let count = 0;
  for (let i = 0, j = 0; i < xs.length; i++) {
    while (j < ys.length && xs[i]! - ys[j]! > value) j++;
    count += ys.length - j;
  }
  return count;
}

/** The answer is a difference from low to high; `below` differences are under low, `upTo` at most high. */
interface Window {
  low: number;
  below: number;
  high: number;
  upTo: number;
}

const LIST_AT_MOST = 512;
const INTERPOLATIONS = 24;

function interpolated(window: Window, k: number): number {
  const { low, below, high, upTo } = window;
  // Half a difference from either end keeps the guess off the ends, where it would move one side only.
  const share = (k + 0.5 - below) / (upTo - below);
  const margin = Math.min(0.25, 32 / (upTo - below) + 0.002);
  const aimed = share < 0.5 ? share + margin : share - margin;
  return low + (high - low) * aimed;
}

function drawn(xs: Float64Array, ys: Float64Array, window: Window, skip: number): number {
  let left = skip;
  for (let i = 0, from = 0, to = 0; i < xs.length; i++) {
    const x = xs[i]!;
    while (from < ys.length && x - ys[from]! > window.high) from++;
    while (to < ys.length && x - ys[to]! >= window.low) to++;
    if (left < to - from) return x - ys[from + left]!;
    left -= to - from;
  }
  return window.low;
}

/** One pass at the pivot: how many differences are at most it, the largest of those, the smallest above. */
function narrow(xs: Float64Array, ys: Float64Array, window: Window, pivot: number, k: number): void {
  let count = 0;
  let atMost = Number.NEGATIVE_INFINITY;
  let above = Number.POSITIVE_INFINITY;
  const ny = ys.length;
  for (let i = 0, j = 0; i < xs.length; i++) {
    const x = xs[i]!;
    while (j < ny && x - ys[j]! > pivot) j++;
    count += ny - j;
    if (j < ny) {
      const d = x - ys[j]!;
      if (d > atMost) atMost = d;
    }
    if (j > 0) {
      const d = x - ys[j - 1]!;
      if (d < above) above = d;
    }
  }
  if (k < count) {
    window.high = atMost;
    window.upTo = count;
  } else {
    window.low = above;
    window.below = count;
  }
}

function listed(xs: Float64Array, ys: Float64Array, window: Window, k: number): number {
  const values = new Float64Array(window.upTo - window.below);
  let size = 0;
  for (let i = 0, from = 0; i < xs.length; i++) {
    const x = xs[i]!;
    while (from < ys.length && x - ys[from]! > window.high) from++;
    for (let j = from; j < ys.length && x - ys[j]! >= window.low; j++) values[size++] = x - ys[j]!;
  }
  return values.sort()[k - window.below]!;
}
