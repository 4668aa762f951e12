import { lastLevelShift, levelled } from "../level-shift.ts";
import { MOST_DAYS, peakTrend } from "../limit.ts";
import { prepareSeries } from "../prepare.ts";
import type { RawSeries, Refusal } from "../series.ts";
import { type ForecastPath, forecastRaw, type SeriesOutcome, type SeriesRequest } from "../series-forecast.ts";
import { dailyPeaks } from "./daily-peaks.ts";
import type { Quarter } from "./quarter.ts";

const DAY = 86_400_000;

/** What one series is planned to need, in its unit: the peaks of the days up to the end of the quarter. */
export interface PlannedSeries {
  readonly id: string;
  readonly service: string;
  readonly resource: string;
  readonly unit: string;
  /** How it is known: a backtested forecast, the trend of daily peaks where the history is too short for that, or neither. */
  readonly basis: "forecast" | "trend" | "none";
  /** Highest peak of the last seven days. */
  readonly now: number | null;
  /** Of the highest day of the quarter. */
  readonly low: number;
  readonly mean: number;
  readonly high: number;
  readonly ground: string;
  readonly daily: RawSeries;
  readonly path: ForecastPath | null;
}

/** Plans a series for a quarter from its daily peaks. @param last The quarter's end or later gives days to look ahead. */
export function planSeries(raw: RawSeries, quarter: Quarter, request: SeriesRequest): PlannedSeries {
  const daily = dailyPeaks(raw);
  const end = daily.at.at(-1);
  const horizon = end === undefined ? 0 : Math.round((quarter.end - end) / DAY) - 1;
  const outcome = forecastRaw(daily, { ...request, horizon: Math.max(1, horizon), seasons: null });
  const { service, resource, unit } = outcome;
  const now = end === undefined ? null : daily.value.subarray(-7).reduce((a, b) => Math.max(a, b), 0);
  const base = { id: raw.id, service, resource, unit, now, daily };
  if (outcome.refused === null && horizon >= 1) return { ...base, ...fromForecast(outcome, quarter) };
  const trend = horizon < 1 ? null : fromTrend(daily, horizon, quarter, request);
  if (trend !== null) return { ...base, ...trend };
  const reason: Refusal | null = outcome.refused;
  const more = 1.5 * (now ?? 0);
  const why = horizon < 1 ? "its data ends after the quarter" : (reason?.text ?? "it has no points");
  return {
    ...base,
    basis: "none",
    low: now ?? 0,
    mean: now ?? 0,
    high: more,
    ground: `${why}; the stated rule holds: the highest peak of a week, and half as much again`,
    path: null,
  };
}

function fromForecast(outcome: SeriesOutcome, quarter: Quarter) {
  const path = outcome.path!;
  const inside = [...path.at.keys()].filter((i) => path.at[i]! >= quarter.start);
  const most = (values: Float64Array): number => inside.reduce((a, i) => Math.max(a, values[i]!), 0);
  const widest = path.bands.at(-1)!;
  const { coverage, origins, owa } = outcome.backtest!;
  const held = `${Math.round(100 * coverage[String(widest.level)]!)} %`;
  return {
    basis: "forecast" as const,
    low: most(widest.low),
    mean: most(path.mean),
    high: Math.max(outcome.peak!.value, most(widest.high)),
    ground: `forecast of its daily peaks (${outcome.model}); at ${origins} earlier starts its ${widest.level} % band held ${held}${owa === null ? "" : `, its error was ${Math.round(100 * owa)} % of Naive2's`}`,
    path,
  };
}

/** Robust trend of the daily peaks with its range, where the history is too short to backtest so far ahead. */
function fromTrend(daily: RawSeries, horizon: number, quarter: Quarter, request: SeriesRequest) {
  const prepared = prepareSeries(daily, { ...request, horizon: 1, seasons: [] });
  if (!prepared.ok) return null;
  const { values } = prepared.series;
  const floor = request.signed ? Number.NEGATIVE_INFINITY : 0;
  const ceiling = request.saturation ?? Number.POSITIVE_INFINITY;
  // A level that changed once is no growth.
  const shift = lastLevelShift(values, values.length >= 49 ? 7 : 1);
  const peaks = shift === null ? values : levelled(values, shift, { floor, ceiling });
  const trend = peakTrend(peaks.subarray(-MOST_DAYS));
  if (trend === null) return null;
  const along = (from: number, slope: number): Float64Array =>
    Float64Array.from({ length: horizon }, (_, i) => Math.min(ceiling, Math.max(floor, from + slope * (i + 1))));
  const { slope, recent } = trend;
  const path: ForecastPath = {
    at: Float64Array.from({ length: horizon }, (_, i) => daily.at.at(-1)! + (i + 1) * DAY),
    mean: along(recent.middle, slope.middle),
    bands: [{ level: 90, low: along(recent.low, slope.low), high: along(recent.high, slope.high) }],
  };
  const inside = [...path.at.keys()].filter((i) => path.at[i]! >= quarter.start);
  const most = (line: Float64Array): number => inside.reduce((a, i) => Math.max(a, line[i]!), 0);
  return {
    basis: "trend" as const,
    low: most(path.bands[0]!.low),
    mean: most(path.mean),
    high: most(path.bands[0]!.high),
    ground: `trend of ${values.length} daily peaks (Theil and Sen) with its 90 % range${shift === null ? "" : ", moved to the level since it changed"}; ${2 * (horizon + 3)} days of history would allow a forecast that is backtested so far ahead`,
    path,
  };
}
