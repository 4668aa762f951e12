import { intervalScore, meanAbsoluteError, naive2, seasonalScale, smape } from "./accuracy.ts";
import { type Backtest, type Bounds, backtest, within } from "./backtest.ts";
import { conformalBands } from "./bands.ts";
import { combinationResiduals, combinationWeights, combined } from "./combine.ts";
import { type LevelShift, lastLevelShift, levelled } from "./level-shift.ts";
import { dampOutliers } from "./outliers.ts";
import { peakOf } from "./peak.ts";
import type { Evidence } from "./score-scale.ts";

export interface ForecastOptions {
  /** Steps to forecast, ≥ 1. */
  readonly horizon: number;
  /** Ascending, each ≥ 2; empty for none. The first is the day. */
  readonly seasons: readonly number[];
  /** Of the central bands, 0 < level < 1. */
  readonly levels: readonly number[];
  /** The least value that the series can have; 0 for usage. */
  readonly floor: number;
  /** The greatest value that it can have, where that is known. */
  readonly ceiling?: number | undefined;
  /** Of the window's maximum, for sizing. */
  readonly peakQuantile?: number | undefined;
}

export interface Band {
  readonly level: number;
  readonly low: Float64Array;
  readonly high: Float64Array;
}

export interface Score {
  readonly origins: number;
  /** Against Naive2 over the same origins; null where Naive2 makes no error. */
  readonly owa: number | null;
  /** Of the widest level asked for; null for a series that repeats itself exactly. */
  readonly msis: number | null;
  /** Share of backtest points inside the band of each level, the band drawn without the origin that it is held against. */
  readonly coverage: readonly number[];
}

export interface Forecast {
  readonly mean: Float64Array;
  readonly bands: readonly Band[];
  /** Heaviest first; weights sum to 1. */
  readonly models: readonly { readonly name: string; readonly weight: number; readonly error: number }[];
  readonly score: Score;
  readonly peak: { readonly quantile: number; readonly value: number };
  /** What the combination missed at each origin: [origin][h]. */
  readonly residuals: readonly Float64Array[];
  /** From where on the series runs at its present level: what came before is moved there. Null where it always did. */
  readonly shift: LevelShift | null;
  /** Indices of points that models were fitted without. */
  readonly outliers: readonly number[];
}

/**
 * Forecasts one series: a combination of models, weighted by how each did at rolling origins of the history, with
 * conformal bands from what the combination missed there. Deterministic.
 *
 * @param measured Gapless, finite. At least 2·(horizon + 3) points.
 * @returns Null when the series is too short for four origins.
 */
export function forecastSeries(measured: Float64Array, options: ForecastOptions): Forecast | null {
  const { horizon, seasons, levels } = options;
  const bounds = { floor: options.floor, ceiling: options.ceiling ?? Number.POSITIVE_INFINITY };
  const shift = lastLevelShift(measured, seasons[0] ?? 1);
  const y = shift === null ? measured : levelled(measured, shift, bounds);
  const { values: fitted, outliers } = dampOutliers(y, seasons);
  const test = backtest(y, horizon, seasons, bounds, fitted);
  if (test === null) return null;
  const weights = combinationWeights(test, horizon, null);
  // Models of no weight are not worth a fit.
  const used = test.models.map((model, m) => ({ model, m, weight: weights[m]! })).filter(({ weight }) => weight > 1e-3);
  const rows = used.map(({ model }) => within(model.forecast(fitted, y.length, [y.length], horizon)[0]!, bounds));
  const sound = rows.map((row) => row.every(Number.isFinite));
  const total = used.reduce((sum, { weight }, i) => sum + (sound[i] ? weight : 0), 0);
  const shares = Float64Array.from(used, ({ weight }, i) => (sound[i] ? weight / total : 0));
  const mean = combined(
    rows.map((row, i) => (sound[i] ? row : new Float64Array(horizon))),
    shares,
    horizon,
  );
  const residuals = combinationResiduals(test, horizon);
  const day = seasons[0] ?? 1;
  const evidence = { y, season: day, longest: seasons.at(-1) ?? 1, origins: test.origins, residuals };
  const reach = conformalBands(evidence, { origin: y.length, mean });
  const bands = levels.map((level) => around(mean, reach(level), level, bounds));
  return {
    mean,
    bands,
    models: used
      .map(({ model, m }, i) => ({ name: model.name, weight: shares[i]!, error: average(test.errors[m]!) }))
      .sort((a, b) => b.weight - a.weight),
    score: scoreOf(evidence, test, options, bounds),
    peak: peakOf(mean, residuals, test.actuals, options.peakQuantile ?? 0.95, bounds),
    residuals,
    shift,
    outliers,
  };
}

function around(
  mean: Float64Array,
  reach: { below: Float64Array; above: Float64Array },
  level: number,
  bounds: Bounds,
) {
  const low = within(
    mean.map((v, h) => v + reach.below[h]!),
    bounds,
  );
  const high = within(
    mean.map((v, h) => v + reach.above[h]!),
    bounds,
  );
  return { level, low, high };
}

function scoreOf(evidence: Evidence, test: Backtest, { horizon, levels }: ForecastOptions, bounds: Bounds): Score {
  const { y, season: day, residuals } = evidence;
  let [ours, theirs, oursAbsolute, theirsAbsolute, interval] = [0, 0, 0, 0, 0];
  const inside = levels.map(() => 0);
  const widest = Math.max(...levels);
  const scale = seasonalScale(y, day, test.origins[0]!);
  test.origins.forEach((origin, o) => {
    const actual = test.actuals[o]!;
    const mean = actual.map((value, h) => value - residuals[o]![h]!);
    const yardstick = naive2(y, origin, day, horizon);
    ours += smape(actual, mean);
    theirs += smape(actual, yardstick);
    oursAbsolute += meanAbsoluteError(actual, mean);
    theirsAbsolute += meanAbsoluteError(actual, yardstick);
    const apart = test.origins.map((_, i) => i).filter((i) => Math.abs(i - o) * test.step >= horizon);
    const others = apart.length >= 3 ? apart : test.origins.map((_, i) => i).filter((i) => i !== o);
    const known = {
      ...evidence,
      origins: others.map((i) => test.origins[i]!),
      residuals: others.map((i) => residuals[i]!),
    };
    const reach = conformalBands(known, { origin, mean });
    levels.forEach((level, l) => {
      const { low, high } = around(mean, reach(level), level, bounds);
      for (let h = 0; h < horizon; h++) if (actual[h]! >= low[h]! && actual[h]! <= high[h]!) inside[l]! += 1;
      if (level === widest) interval += intervalScore(actual, low, high, level);
    });
  });
  const count = test.origins.length;
  return {
    origins: count,
    owa: theirs > 0 && theirsAbsolute > 0 ? (ours / theirs + oursAbsolute / theirsAbsolute) / 2 : null,
    msis: scale > 0 ? interval / count / scale : null,
    coverage: inside.map((n) => n / count / horizon),
  };
}

function average(row: Float64Array): number {
  return row.reduce((sum, v) => sum + v, 0) / row.length;
}
