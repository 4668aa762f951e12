import type { Model } from "./model.ts";

/**
 * Nearest neighbours in time: the stretches of the past whose shape was most like the last one, moved to today's level,
 * and what followed them, averaged with weights that fall with the distance.
 *
 * @param window Points compared.
 * @param step Candidates begin a multiple of it before the origin (a day keeps the hours aligned; 1 compares all).
 */
export function analog(window: number, step: number, neighbours = 4): Model {
  return {
    name: `analog-${window}-${step}`,
    minimum: 3 * window + neighbours * step,
    forecast: (y, _fitEnd, origins, horizon) => origins.map((o) => follow(y, o, horizon, window, step, neighbours)),
  };
}

function follow(y: Float64Array, origin: number, horizon: number, window: number, step: number, neighbours: number) {
  const level = meanOf(y, origin - window, origin);
  const found: { at: number; level: number; distance: number }[] = [];
  // What followed a candidate has to be known, at least for the next step; the rest repeats it.
  for (let at = origin - Math.ceil(horizon / step) * step; at >= window; at -= step) {
    const there = meanOf(y, at - window, at);
    let distance = 0;
    for (let i = 1; i <= window; i++) distance += Math.abs(y[origin - i]! - level - (y[at - i]! - there));
    distance += 0.5 * window * Math.abs(level - there);
    found.push({ at, level: there, distance });
  }
  found.sort((a, b) => a.distance - b.distance || b.at - a.at);
  const chosen = found.slice(0, neighbours);
  const answer = new Float64Array(horizon);
  if (chosen.length === 0) return answer.fill(level);
  const reach = chosen[0]!.distance;
  let total = 0;
  for (const one of chosen) {
    const weight = reach === 0 ? (one.distance === 0 ? 1 : 0) : (reach / one.distance) ** 2;
    total += weight;
    for (let h = 0; h < horizon; h++) answer[h]! += weight * (y[one.at + h]! + 0.5 * (level - one.level));
  }
  return answer.map((v) => v / total);
}

function meanOf(y: Float64Array, from: number, to: number): number {
  let sum = 0;
  for (let i = from; i < to; i++) sum += y[i]!;
  return sum / (to - from);
}
