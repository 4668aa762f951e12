import type { Pooled } from "./pooled.ts";

/**
 * P(U ≥ u) under the null without ties, for an integer u in 0..nx·ny. O(min·product) time, O(product) memory.
 * Counts are kept as probabilities: each factor (1 - q^(n2+i)) / (1 - q^i) of the Gaussian binomial coefficient is
 * normalised by i / (n2 + i), so nothing overflows. The smaller tail is summed.
 * Source: A. Löffler (1982); H. B. Mann & D. R. Whitney (1947).
 */
export function exactUpperTail(u: number, nx: number, ny: number): number {
  const total = nx * ny;
  if (u <= 0) return 1;
  if (u > total) return 0;
  // P(U ≥ u) = P(U ≤ total - u); beyond the middle, one minus the other tail.
  const lower = total - u;
  if (lower <= total / 2) return lowerTail(lower, nx, ny);
  return 1 - lowerTail(u - 1, nx, ny);
}

function lowerTail(k: number, nx: number, ny: number): number {
  const small = Math.min(nx, ny);
  const large = Math.max(nx, ny);
  const p = new Float64Array(k + 1);
  p[0] = 1;
  for (let i = 1; i <= small; i++) {
    const shift = large + i;
    for (let v = k; v >= shift; v--) p[v] = (p[v] as number) - (p[v - shift] as number);
    const scale = i / shift;
    for (let v = 0; v < i && v <= k; v++) p[v] = (p[v] as number) * scale;
    for (let v = i; v <= k; v++) p[v] = (p[v] as number) * scale + (p[v - i] as number);
  }
  let sum = 0;
  for (let v = 0; v <= k; v++) sum += p[v] as number;
  return Math.max(sum, 0);
}

/** Steps that {@link exactTiedTails} takes; callers compare it with what they can afford. */
export function tiedCost(pooled: Pooled): number {
  const n = pooled.nx + pooled.ny;
  const small = Math.min(pooled.nx, pooled.ny);
  return n * small * (small * (2 * n - small + 1));
}

/**
 * The exact conditional distribution with ties: every choice of nx of the pooled midranks is equally likely.
 * Dynamic programming over values: ways[j][s], j chosen, s their doubled rank sum. Returns P(U ≥ u) and P(U ≤ u).
 * Equals SciPy's `mannwhitneyu(method=PermutationMethod(n_resamples=inf))`; SciPy's `method="exact"` ignores ties.
 * Time and memory as {@link tiedCost}.
 */
export function exactTiedTails(pooled: Pooled, u: number): { readonly upper: number; readonly lower: number } {
  const swap = pooled.nx > pooled.ny;
  const take = swap ? pooled.ny : pooled.nx;
  const n = pooled.nx + pooled.ny;
  const maxSum = take * (2 * n - take + 1);
  const width = maxSum + 1;
  // ways[j] is scaled by 1 / C(seen, j)'s growth implicitly: probabilities of drawing j of the values seen so far.
  const ways = new Float64Array((take + 1) * width);
  ways[0] = 1;
  let seen = 0;
  for (let g = 0; g < pooled.groups; g++) {
    const t = (pooled.x[g] as number) + (pooled.y[g] as number);
    const doubledRank = 2 * seen + t + 1;
    for (let c = 0; c < t; c++) {
      seen++;
      addValue(ways, width, Math.min(take, seen), doubledRank, seen, n, take);
    }
  }
  const product = pooled.nx * pooled.ny;
  const wanted = 2 * (swap ? product - u : u) + take * (take + 1);
  let below = 0;
  let at = 0;
  let above = 0;
  for (let s = 0; s < width; s++) {
    const p = ways[take * width + s] as number;
    if (s < wanted) below += p;
    else if (s === wanted) at += p;
    else above += p;
  }
  return swap ? { upper: below + at, lower: above + at } : { upper: above + at, lower: below + at };
}

/** Selection sampling: the value number `seen` of n is taken with probability (take - j) / (n - seen + 1). */
function addValue(
  ways: Float64Array,
  width: number,
  top: number,
  rank: number,
  seen: number,
  n: number,
  take: number,
): void {
  const left = n - seen + 1;
  for (let j = top; j >= 0; j--) {
    const stay = (left - (take - j)) / left;
    const enter = j > 0 ? (take - j + 1) / left : 0;
    const row = j * width;
    const previous = row - width;
    for (let s = width - 1; s >= 0; s--) {
      let p = stay > 0 ? (ways[row + s] as number) * stay : 0;
      if (enter > 0 && s >= rank) p += (ways[previous + s - rank] as number) * enter;
      ways[row + s] = p;
    }
  }
}
