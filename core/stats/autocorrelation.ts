import { rankQuantiles } from "./rank-quantiles.ts";

/**
 * Memory of two samples in the order of time, as the φ of an AR(1) process that would have it; 0 where the lag-1
 * autocorrelation is not significant.
 *
 * Method: normal scores of each side's own ranks (so that neither outliers nor a shift between the sides count), lag-1 and
 * lag-2 autocorrelations pooled over the sides and freed of their small-sample bias; φ is the larger of lag 1 and the root
 * of lag 2, which sees memory behind noise. Significant: above the one-sided 10 % point of its error, 1/√N for equal sides; below 20 values a side
 * any positive value counts, since there false calm costs more than power.
 * Returns 0..0.995. Fewer than 5 values a side give 0.
 * Source of the bias: F. H. C. Marriott & J. A. Pope, Biometrika 41 (1954). Chosen by simulation, see docs/guides/aca.md.
 */
export function serialDependence(
  x: Float64Array,
  sortedX: Float64Array,
  y: Float64Array,
  sortedY: Float64Array,
): number {
  if (Math.min(x.length, y.length) < 5) return 0;
  const [ofX, ofY] = [products(ownScores(x, sortedX)), products(ownScores(y, sortedY))];
  const power = ofX.lag0 + ofY.lag0;
  if (!(power > 0)) return 0;
  const lag1 = (ofX.lag1 + ofY.lag1) / power;
  // Each side speaks by its share of the variance: a constant side says nothing about memory.
  const [shareX, shareY] = [ofX.lag0 / power, ofY.lag0 / power];
  const error = Math.sqrt(shareX ** 2 / x.length + shareY ** 2 / y.length);
  const limit = Math.min(x.length, y.length) < 20 ? 0 : 1.2816;
  if (!(lag1 > limit * error)) return 0;
  const n = shareX * x.length + shareY * y.length;
  const first = clamp((lag1 + 1 / n) / (1 - 4 / n));
  const second = clamp((ofX.lag2 + ofY.lag2) / power + (1.5 * (1 + 2 * first)) / n);
  return clamp(Math.max(first, Math.sqrt(second)));
}

/**
 * By how much an AR(1) process of this φ multiplies the variance of a mean of n values:
 * (1+φ)/(1-φ) - 2φ(1-φⁿ)/(n(1-φ)²); at least 1. n divided by it is the effective sample size.
 * Source: G. V. Bayley & J. M. Hammersley, J. Royal Statistical Society Supplement 8 (1946).
 */
export function varianceInflation(phi: number, n: number): number {
  const rest = 1 - phi;
  return Math.max(1, (1 + phi) / rest - (2 * phi * (1 - phi ** n)) / (n * rest * rest));
}

/** The same for a difference of two means. */
export function differenceInflation(phi: number, nx: number, ny: number): number {
  if (phi === 0) return 1;
  return (varianceInflation(phi, nx) / nx + varianceInflation(phi, ny) / ny) / (1 / nx + 1 / ny);
}

/** A φ near one would make any number of samples worth none. */
function clamp(phi: number): number {
  return Math.max(0, Math.min(0.995, phi));
}

/** Normal scores of a sample's midranks in itself, in the order of time. */
function ownScores(inTime: Float64Array, ascending: Float64Array): Float64Array {
  const n = inTime.length;
  // The score of each place in the ascending order; ties share the score of their midrank.
  const quantiles = rankQuantiles(n);
  const scores = new Float64Array(n);
  for (let start = 0; start < n; ) {
    let end = start + 1;
    while (end < n && ascending[end] === ascending[start]) end++;
    scores.fill(quantiles[start + end + 1]!, start, end);
    start = end;
  }
  const answer = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    const value = inTime[i]!;
    let low = 0;
    let high = n;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (ascending[middle]! < value) low = middle + 1;
      else high = middle;
    }
    answer[i] = scores[low]!;
  }
  return answer;
}

function products(scores: Float64Array): { lag0: number; lag1: number; lag2: number } {
  const n = scores.length;
  let mean = 0;
  for (let i = 0; i < n; i++) mean += scores[i]!;
  mean /= n;
  let [lag0, lag1, lag2] = [0, 0, 0];
  let [before, twoBefore] = [0, 0];
  for (let i = 0; i < n; i++) {
    const d = scores[i]! - mean;
    lag0 += d * d;
    lag1 += d * before;
    lag2 += d * twoBefore;
    twoBefore = before;
    before = d;
  }
  return { lag0, lag1, lag2 };
}
