import { solveRidge } from "../ridge.ts";
import type { Model } from "./model.ts";

/**
 * Direct regression: the value h steps ahead from what was seen a day, a week and two weeks before that hour, and from
 * how the last day compares with the same day a week ago. One set of coefficients for each stretch of the horizon,
 * ridge-shrunk towards "as last week, half moved by today's level", refitted at every origin on what lies before it.
 *
 * @param day Points of the short season.
 * @param week Points of the long season; equal to `day` where there is none.
 */
export function regression(day: number, week: number): Model {
  return {
    name: `regression-${day}-${week}`,
    minimum: 2 * week + 2 * day,
    forecast: (y, _fitEnd, origins, horizon) => {
      const groups = stretches(horizon, day);
      const sums = prefix(y);
      const out = origins.map(() => new Float64Array(horizon));
      const x = new Float64Array(WIDTH);
      // Long series at fine steps: every so-and-so-many-th sample tells as much.
      const stride = Math.max(1, Math.floor((y.length * horizon) / SAMPLES));
      for (const [from, to] of groups) {
        const gram = new Float64Array(WIDTH * WIDTH);
        const moment = new Float64Array(WIDTH);
        let count = 0;
        // Samples enter once their target is known; each horizon of the stretch keeps its own place.
        const reached = new Int32Array(to - from).fill(week + day);
        origins.forEach((origin, index) => {
          for (let h = from; h < to; h++) {
            let o = reached[h - from]!;
            for (; o + h < origin; o += stride) {
              features(y, sums, o, h, day, week, x);
              const target = y[o + h]! - x[BASE]!;
              for (let a = 0; a < WIDTH; a++) {
                moment[a]! += x[a]! * target;
                for (let b = 0; b <= a; b++) gram[a * WIDTH + b]! += x[a]! * x[b]!;
              }
              count++;
            }
            reached[h - from] = o;
          }
          const beta = count > 4 * WIDTH ? solveRidge(gram, moment, WIDTH, 0.02) : null;
          for (let h = from; h < to; h++) {
            features(y, sums, origin, h, day, week, x);
            let mean = x[BASE]!;
            if (beta) for (let a = 0; a < WIDTH; a++) mean += beta[a]! * x[a]!;
            out[index]![h] = mean;
          }
        });
      }
      return out;
    },
  };
}

/** Index of the feature that the forecast starts from: the value a week before the target. Its coefficient is a change. */
const BASE = 0;
const WIDTH = 8;
const SAMPLES = 100_000;

function features(
  y: Float64Array,
  sums: Float64Array,
  o: number,
  h: number,
  day: number,
  week: number,
  x: Float64Array,
): void {
  const target = o + h;
  const weekAgo = target - week * Math.ceil((h + 1) / week);
  const dayAgo = target - day * Math.ceil((h + 1) / day);
  const base = y[weekAgo]!;
  const today = mean(sums, o - day, o);
  x[0] = base;
  // All others are differences, so that a shift of the whole series changes nothing.
  x[1] = y[dayAgo]! - base;
  x[2] = (weekAgo >= week ? y[weekAgo - week]! : base) - base;
  x[3] = today - mean(sums, o - day - week, o - week);
  x[4] = y[o - 1]! - y[o - 1 - week]!;
  x[5] = y[dayAgo - day]! - base;
  x[6] = mean(sums, Math.max(0, o - week), o) - base;
  x[7] = 1;
}

function prefix(y: Float64Array): Float64Array {
  const sums = new Float64Array(y.length + 1);
  for (let i = 0; i < y.length; i++) sums[i + 1] = sums[i]! + y[i]!;
  return sums;
}

function mean(sums: Float64Array, from: number, to: number): number {
  const start = Math.max(0, from);
  return to > start ? (sums[to]! - sums[start]!) / (to - start) : 0;
}

function stretches(horizon: number, day: number): [number, number][] {
  const cuts = [0, Math.ceil(day / 8), Math.ceil(day / 2), day, 2 * day, 4 * day, 7 * day].filter((c) => c < horizon);
  return cuts.map((cut, i) => [cut, cuts[i + 1] ?? horizon]);
}
