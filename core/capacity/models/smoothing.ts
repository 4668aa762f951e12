import { nelderMead } from "../nelder-mead.ts";
import type { Model } from "./model.ts";
import { trialOrigins } from "./profile.ts";

interface Parameters {
  readonly alpha: number;
  readonly beta: number;
  readonly damping: number;
  readonly short: number;
  readonly long: number;
  readonly phi: number;
}

/**
 * Exponential smoothing with up to two additive seasons (24 and 168 for hours), a damped trend and first-order
 * autocorrelation of the error: J. Taylor, "Short-term electricity demand forecasting using double seasonal exponential
 * smoothing", JORS 54 (2003), in the error-correction form. The parameters have the least mean absolute error over the
 * whole horizon, not one step ahead, at origins of the fit part.
 *
 * @param seasons One or two, ascending.
 */
export function smoothing(seasons: readonly number[], trend: boolean): Model {
  const m1 = seasons[0] ?? 1;
  const m2 = seasons[1] ?? 1;
  const longest = Math.max(m1, m2);
  return {
    name: `smoothing-${seasons.join("-") || "level"}${trend ? "-trend" : ""}`,
    minimum: 2 * longest + 2,
    forecast: (y, fitEnd, origins, horizon) => {
      const warm = 2 * longest;
      let trials = trialOrigins(fitEnd, warm, horizon, 40);
      if (trials.length < 8) trials = trialOrigins(fitEnd, longest, horizon, 40);
      const start = initial(y, Math.min(fitEnd, warm), m1, m2);
      const parametersOf = (x: Float64Array): Parameters => ({
        alpha: logistic(x[0]!),
        short: m1 > 1 ? logistic(x[1]!) : 0,
        long: m2 > 1 ? logistic(x[2]!) : 0,
        phi: logistic(x[3]!),
        beta: trend ? 0.3 * logistic(x[4]!) : 0,
        damping: trend ? 0.8 + 0.2 * logistic(x[5]!) : 1,
      });
      const loss = (x: Float64Array): number => run(y, start, m1, m2, parametersOf(x), trials, horizon, null);
      let best: Float64Array = Float64Array.from([-3, -2, -2, 1.5, -4, 0]);
      if (trials.length > 0) {
        const first = [-3, -2, -1.5, 1.5, ...(trend ? [-4, 0] : [])];
        const second = [-1.5, -3, -3, 0, ...(trend ? [-3, -1] : [])];
        const tried = [nelderMead(loss, first, 1, 120), nelderMead(loss, second, 1, 80)];
        tried.sort((a, b) => a.value - b.value);
        best = tried[0]!.x;
      }
      const out = origins.map(() => new Float64Array(horizon));
      run(y, start, m1, m2, parametersOf(best), origins, horizon, out);
      return out;
    },
  };
}

const logistic = (x: number): number => 1 / (1 + Math.exp(-x));

interface Start {
  readonly level: number;
  readonly short: Float64Array;
  readonly long: Float64Array;
}

function initial(y: Float64Array, end: number, m1: number, m2: number): Start {
  let level = 0;
  for (let i = 0; i < end; i++) level += y[i]! / end;
  const short = means(y, end, m1, () => level);
  const long = means(y, end, m2, (i) => level + short[i % m1]!);
  return { level, short: m1 > 1 ? short : new Float64Array(1), long: m2 > 1 ? long : new Float64Array(1) };
}

function means(y: Float64Array, end: number, season: number, base: (i: number) => number): Float64Array {
  const [sum, count] = [new Float64Array(season), new Float64Array(season)];
  for (let i = 0; i < end; i++) {
    sum[i % season]! += y[i]! - base(i);
    count[i % season]! += 1;
  }
  return sum.map((s, i) => (count[i] ? s / count[i]! : 0));
}

/** Filters the series; at each origin forecasts, into `out` or else into the returned mean absolute error. */
function run(
  y: Float64Array,
  start: Start,
  m1: number,
  m2: number,
  p: Parameters,
  origins: readonly number[],
  horizon: number,
  out: Float64Array[] | null,
): number {
  const short = Float64Array.from(start.short);
  const long = Float64Array.from(start.long);
  let level = start.level;
  let slope = 0;
  let error = 0;
  let [next, total] = [0, 0];
  const end = origins.length > 0 ? origins[origins.length - 1]! : 0;
  for (let t = 0; t <= end; t++) {
    if (t === origins[next]) {
      const row = out?.[next];
      let carried = error;
      let [rise, damp] = [0, 1];
      for (let h = 0; h < horizon; h++) {
        carried *= p.phi;
        damp *= p.damping;
        rise += damp * slope;
        const mean = level + rise + short[(t + h) % m1]! + long[(t + h) % m2]! + carried;
        if (row) row[h] = mean;
        else total += Math.abs(mean - y[t + h]!);
      }
      next++;
      if (t === end) break;
    }
    const i1 = t % m1;
    const i2 = t % m2;
    slope *= p.damping;
    const plain = level + slope + short[i1]! + long[i2]!;
    const innovation = y[t]! - plain - p.phi * error;
    error = y[t]! - plain;
    level += slope + p.alpha * innovation;
    slope += p.beta * p.alpha * innovation;
    if (m1 > 1) short[i1]! += p.short * innovation;
    if (m2 > 1) long[i2]! += p.long * innovation;
  }
  return origins.length === 0 ? 0 : total / (origins.length * horizon);
}
