import { meanAbsoluteError } from "./accuracy.ts";
import { candidates } from "./candidates.ts";
import type { Model } from "./models/model.ts";

/** Rolling origins: at each of them every model has forecast what came next, knowing only what came before. */
export interface Backtest {
  readonly models: readonly Model[];
  readonly origins: readonly number[];
  /** Points between two origins. */
  readonly step: number;
  /** [model][origin][h] */
  readonly forecasts: readonly (readonly Float64Array[])[];
  /** [origin][h] */
  readonly actuals: readonly Float64Array[];
  /** Mean absolute error, [model][origin]. */
  readonly errors: readonly Float64Array[];
}

export const mostOrigins = 16;
export const fewestOrigins = 4;

/**
 * Where the origins lie: 16, a quarter of the horizon apart, unless that would take more than half of the history; then
 * closer together, then fewer. Null when even four do not fit.
 */
export function rollingOrigins(n: number, horizon: number): { origins: number[]; step: number } | null {
  const room = Math.floor(n / 2) - horizon;
  if (room < fewestOrigins - 1) return null;
  const count = Math.min(mostOrigins, room + 1);
  const step = Math.max(1, Math.min(Math.round(horizon / 4), Math.floor(room / (count - 1))));
  const last = n - horizon;
  return { origins: Array.from({ length: count }, (_, i) => last - (count - 1 - i) * step), step };
}

/** What a series cannot pass: forecasts beyond are drawn in. -Infinity and Infinity for none. */
export interface Bounds {
  readonly floor: number;
  readonly ceiling: number;
}

/** @param fitted What models see; the same as `y` but for outliers. What they are judged by is `y`. */
export function backtest(
  y: Float64Array,
  horizon: number,
  seasons: readonly number[],
  bounds: Bounds,
  fitted = y,
): Backtest | null {
  const rolling = rollingOrigins(y.length, horizon);
  if (rolling === null) return null;
  const { origins, step } = rolling;
  const fitEnd = origins[0]!;
  const actuals = origins.map((origin) => y.subarray(origin, origin + horizon));
  const kept: { model: Model; rows: Float64Array[] }[] = [];
  for (const model of candidates(seasons, fitEnd, bounds.ceiling)) {
    const rows = model.forecast(fitted, fitEnd, origins, horizon).map((row) => within(row, bounds));
    if (rows.every((row) => row.every(Number.isFinite))) kept.push({ model, rows });
  }
  return {
    models: kept.map(({ model }) => model),
    origins,
    step,
    actuals,
    forecasts: kept.map(({ rows }) => rows),
    errors: kept.map(({ rows }) => Float64Array.from(rows, (row, o) => meanAbsoluteError(actuals[o]!, row))),
  };
}

export function within(row: Float64Array, { floor, ceiling }: Bounds): Float64Array {
  return row.map((value) => (value < floor ? floor : value > ceiling ? ceiling : value));
}
