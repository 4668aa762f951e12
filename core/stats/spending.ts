import { normalQuantile, normalSf } from "./normal.ts";

/**
 * Alpha spent by the information fraction t (0..1), in the O'Brien-Fleming-like way: 2 - 2Φ(z_{α/2} / √t). Little is
 * spent early, so the last look keeps nearly all its power. `alpha` is the one-sided total, 0 < alpha ≤ 0.5.
 * Source: K. K. G. Lan & D. L. DeMets, Biometrika 70 (1983).
 */
export function spentAlpha(alpha: number, t: number): number {
  if (t <= 0) return 0;
  if (t >= 1) return alpha;
  return 2 * normalSf(normalQuantile(1 - alpha / 2) / Math.sqrt(t));
}

/**
 * The one-sided level at which look k (from 1) of `looks` equally spaced looks may reject, so that all looks together
 * reject a true null with probability `alpha`. Found by numerical integration over the paths that crossed no earlier
 * boundary, for statistics with independent increments.
 * Source: P. Armitage, C. K. McPherson & B. C. Rowe, J. Royal Statistical Society A 132 (1969).
 */
export function nominalLevel(alpha: number, look: number, looks: number): number {
  if (looks === 1) return alpha;
  // Density of the statistic over the paths that have not crossed, on a grid of z.
  let grid: Grid | undefined;
  let boundary = 0;
  for (let k = 1; k <= look; k++) {
    const t = k / looks;
    const wanted = spentAlpha(alpha, t) - spentAlpha(alpha, (k - 1) / looks);
    const crossing = (z: number): number => (grid === undefined ? normalSf(z) : crossingProbability(grid, z, k));
    boundary = solve(crossing, wanted);
    if (k < look) grid = advance(grid, boundary, k, looks);
  }
  return normalSf(boundary);
}

/**
 * The smallest total alpha at which a p-value seen at this look would reject: compare it with alpha, or hand it on to
 * Holm's correction. The identity for one look. Values over 0.5 are of no interest and only keep their order.
 * Source: W. Liu & K. L. Anderson, Statistics in Medicine 27 (2008), section 3; W. Maurer & F. Bretz (2013).
 */
export function sequentialP(p: number, look: number, looks: number): number {
  if (looks === 1 || p >= 0.5) return p;
  if (p <= 0) return 0;
  const level = (index: number): number => cachedLevel(index, look, looks);
  // Nodes ascend in alpha. Find the first whose nominal level reaches p.
  let low = 0;
  let high = NODES - 1;
  if (p >= level(high)) return Math.max(0.5, p);
  if (p < level(low)) return Math.max(p, alphaAt(0) * (p / level(0)));
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (level(middle) <= p) low = middle;
    else high = middle;
  }
  const [a, b] = [normalQuantile(level(low)), normalQuantile(level(high))];
  const share = b > a ? (normalQuantile(p) - a) / (b - a) : 0;
  const [from, to] = [normalQuantile(alphaAt(low)), normalQuantile(alphaAt(high))];
  return Math.max(p, 1 - normalSf(from + share * (to - from)));
}

const NODES = 65;
const LOG_SMALLEST = Math.log(1e-13);

function alphaAt(index: number): number {
  return 0.5 * Math.exp((LOG_SMALLEST * (NODES - 1 - index)) / (NODES - 1));
}

const levels = new Map<string, number>();

function cachedLevel(index: number, look: number, looks: number): number {
  const key = `${index}/${look}/${looks}`;
  let value = levels.get(key);
  if (value === undefined) {
    value = nominalLevel(alphaAt(index), look, looks);
    levels.set(key, value);
  }
  return value;
}

interface Grid {
  readonly z: Float64Array;
  /** Density times Simpson's weight. */
  readonly mass: Float64Array;
}

const LOWEST = -7;

/** Simpson nodes from LOWEST to the boundary, fine enough for the step to the next look. */
function gridTo(boundary: number, k: number, looks: number): { z: Float64Array; weight: Float64Array } {
  const width = Math.sqrt(1 / (Math.min(k, looks - 1) + 1));
  const intervals = 2 * Math.ceil(Math.max(60, ((boundary - LOWEST) / width) * 5) / 2);
  const step = (boundary - LOWEST) / intervals;
  const z = new Float64Array(intervals + 1);
  const weight = new Float64Array(intervals + 1);
  for (let i = 0; i <= intervals; i++) {
    z[i] = LOWEST + i * step;
    weight[i] = ((i === 0 || i === intervals ? 1 : i % 2 === 1 ? 4 : 2) * step) / 3;
  }
  return { z, weight };
}

function advance(previous: Grid | undefined, boundary: number, k: number, looks: number): Grid {
  const { z, weight } = gridTo(boundary, k, looks);
  const mass = new Float64Array(z.length);
  for (let i = 0; i < z.length; i++) mass[i] = weight[i]! * density(previous, z[i]!, k);
  return { z, mass };
}

/** Density at z of the k-th statistic: √k·Z_k = √(k-1)·Z_(k-1) + a standard normal. */
function density(previous: Grid | undefined, z: number, k: number): number {
  if (previous === undefined) return Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI);
  const [root, before] = [Math.sqrt(k), Math.sqrt(k - 1)];
  let sum = 0;
  for (let j = 0; j < previous.z.length; j++) {
    const d = z * root - previous.z[j]! * before;
    if (d > -9 && d < 9) sum += previous.mass[j]! * Math.exp((-d * d) / 2);
  }
  return (sum * root) / Math.sqrt(2 * Math.PI);
}

function crossingProbability(previous: Grid, z: number, k: number): number {
  const [root, before] = [Math.sqrt(k), Math.sqrt(k - 1)];
  let sum = 0;
  for (let j = 0; j < previous.z.length; j++) {
    const d = z * root - previous.z[j]! * before;
    if (d < 9) sum += previous.mass[j]! * normalSf(d);
  }
  return sum;
}

/** The z at which a falling probability equals `wanted`, by bisection. */
function solve(probability: (z: number) => number, wanted: number): number {
  if (wanted <= 0) return 38;
  let low = -3;
  let high = 38;
  for (let i = 0; i < 60 && high - low > 1e-9; i++) {
    const middle = (low + high) / 2;
    if (probability(middle) > wanted) low = middle;
    else high = middle;
  }
  return high;
}
