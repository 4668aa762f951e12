import { calendarMonths, monthsLater } from "./calendar-step.ts";
import { forecastSeries } from "./forecast.ts";
import { type DaysToLimit, daysToLimit } from "./limit.ts";
import { prepareSeries } from "./prepare.ts";
import { findSeasons } from "./seasons.ts";
import { type Note, type RawSeries, type Refusal, seriesName } from "./series.ts";
import { wallClock } from "./wall-clock.ts";

export interface SeriesRequest {
  readonly horizon: number;
  /** Null: a day and a week, as the step allows. */
  readonly seasons: readonly number[] | null;
  /** Whole or broken percents, ascending. */
  readonly levels: readonly number[];
  readonly counter: boolean;
  readonly signed: boolean;
  readonly peakQuantile: number;
  /** In the series' unit; null for none. */
  readonly limit: number | null;
  /** A ceiling that the series cannot pass, in its unit, such as the size of a disk; absent where none is known. */
  readonly saturation?: number | undefined;
  /** IANA zone whose wall clock the times of the series follow; null where they are instants. */
  readonly zone: string | null;
}

export interface ForecastPoint {
  /** Epoch milliseconds. */
  readonly at: number;
  readonly mean: number;
  /** By level: lower and upper bound. */
  readonly bands: Readonly<Record<string, readonly [number, number]>>;
}

/** A forecast point by point, as typed arrays: outcomes of thousands of series stay small. */
export interface ForecastPath {
  /** Epoch milliseconds. */
  readonly at: Float64Array;
  readonly mean: Float64Array;
  readonly bands: readonly { readonly level: number; readonly low: Float64Array; readonly high: Float64Array }[];
}

/** The points of an outcome, in order; none where the series was refused. */
export function forecastPoints({ path }: Pick<SeriesOutcome, "path">): ForecastPoint[] {
  if (path === null) return [];
  return Array.from(path.at, (at, i) => ({
    at,
    mean: path.mean[i]!,
    bands: Object.fromEntries(path.bands.map(({ level, low, high }) => [String(level), [low[i]!, high[i]!]])),
  }));
}

/** What became of one series: a forecast, or why there is none. */
export interface SeriesOutcome {
  readonly id: string;
  readonly service: string;
  readonly resource: string;
  readonly unit: string;
  /** Milliseconds; null where it could not be found. */
  readonly step: number | null;
  readonly model: string | null;
  readonly weights: readonly { readonly model: string; readonly weight: number; readonly error: number }[];
  readonly backtest: {
    readonly origins: number;
    readonly owa: number | null;
    readonly msis: number | null;
    readonly coverage: Readonly<Record<string, number>>;
  } | null;
  readonly path: ForecastPath | null;
  /** Mean of the last day of its values; null where it has none. */
  readonly lastDay: number | null;
  readonly peak: { readonly quantile: number; readonly value: number } | null;
  readonly daysToLimit: DaysToLimit | null;
  readonly refused: Refusal | null;
  readonly notes: readonly Note[];
  readonly window: { readonly start: number; readonly end: number; readonly points: number } | null;
}

/** Prepares and forecasts one series as it came. Never throws for what is in the data: it is then refused. */
export function forecastRaw(raw: RawSeries, request: SeriesRequest): SeriesOutcome {
  const none = {
    id: raw.id,
    ...seriesName(raw.id),
    step: null,
    model: null,
    weights: [],
    backtest: null,
    path: null,
    lastDay: lastDayOf(raw),
    peak: null,
    daysToLimit: null,
    notes: [],
    window: null,
  };
  const prepared = prepareSeries(raw, request);
  if (!prepared.ok) return { ...none, refused: prepared.refused };
  const { saturation = Number.POSITIVE_INFINITY } = request;
  const above = raw.value.findIndex((v) => v > saturation);
  if (above >= 0 && !request.counter) {
    const text = `${raw.id} is ${raw.value[above]} here, above the ${saturation} that it is said never to pass`;
    return { ...none, refused: { code: "above-saturation", text, row: raw.row[above]! } };
  }
  const { start, step, values } = prepared.series;
  const notes = [...prepared.series.notes];
  const rowAt = (index: number): number | null => rowOf(raw, start + index * step);
  const seasons = (request.seasons ?? findSeasons(values, step)).filter((season) => season > 1);
  const floor = request.signed ? Number.NEGATIVE_INFINITY : 0;
  const clock = request.zone === null ? null : wallClock(request.zone);
  // Where clocks go forward, as many instants reach one hour further on the wall clock.
  const extra = clock === null ? 0 : Math.ceil(7_200_000 / step);
  const forecast = forecastSeries(values, {
    horizon: request.horizon + extra,
    seasons,
    levels: request.levels.map((level) => level / 100),
    floor,
    ceiling: saturation,
    peakQuantile: request.peakQuantile,
  });
  if (forecast === null) {
    const text = `${raw.id} spans ${values.length} steps, too few for ${request.horizon} steps ahead`;
    return { ...none, refused: { code: "too-short", text, row: raw.row.at(-1) ?? null } };
  }
  const { shift } = forecast;
  if (shift !== null)
    notes.push({
      code: "level-shift",
      text: `its level changed from about ${Number(shift.before.toPrecision(3))} to ${Number(shift.after.toPrecision(3))} here: what came before is moved to the new one`,
      row: rowAt(shift.index),
    });
  if (forecast.outliers.length > 0)
    notes.push({
      code: "outliers",
      text: `${forecast.outliers.length} points lie far from their like: models are fitted without them, bands and peaks know them`,
      row: rowAt(forecast.outliers[0]!),
    });
  const end = start + (values.length - 1) * step;
  const lastInstant = clock === null ? end : instantOf(end, clock.fromInstant);
  const months = calendarMonths(step);
  const newest = raw.at.reduce((most, t) => Math.max(most, t), Number.NEGATIVE_INFINITY);
  const at = Float64Array.from({ length: request.horizon }, (_, i) =>
    months === null ? lastInstant + (i + 1) * step : monthsLater(newest, (i + 1) * months),
  );
  const place = Int32Array.from(at, (instant, i) => {
    if (months !== null) return i;
    const wall = clock === null ? instant : clock.fromInstant(instant);
    return Math.min(forecast.mean.length - 1, Math.max(0, Math.round((wall - end) / step) - 1));
  });
  const placed = (values: Float64Array): Float64Array => Float64Array.from(place, (h) => values[h]!);
  const path: ForecastPath = {
    at,
    mean: placed(forecast.mean),
    bands: forecast.bands.map(({ low, high }, l) => ({
      level: request.levels[l]!,
      low: placed(low),
      high: placed(high),
    })),
  };
  const perDay = Math.max(1, Math.round(86_400_000 / step));
  return {
    ...none,
    step,
    model: modelText(forecast.models),
    weights: forecast.models.map(({ name, weight, error }) => ({ model: name, weight, error })),
    backtest: {
      origins: forecast.score.origins,
      owa: forecast.score.owa,
      msis: forecast.score.msis,
      coverage: Object.fromEntries(request.levels.map((level, l) => [String(level), forecast.score.coverage[l]!])),
    },
    path,
    peak: forecast.peak,
    daysToLimit: request.limit === null ? null : daysToLimit(values, perDay, request.limit),
    refused: null,
    notes,
    window: {
      start: clock === null ? start : instantOf(start, clock.fromInstant),
      end: lastInstant,
      points: values.length,
    },
  };
}

/** Row of the point nearest to an instant of the grid. */
function rowOf(raw: RawSeries, at: number): number | null {
  let [best, distance] = [-1, Number.POSITIVE_INFINITY];
  for (const [i, t] of raw.at.entries()) {
    if (Math.abs(t - at) < distance) [best, distance] = [i, Math.abs(t - at)];
  }
  return best < 0 ? null : raw.row[best]!;
}

function lastDayOf({ at, value }: RawSeries): number | null {
  const end = at.reduce((most, t) => Math.max(most, t), Number.NEGATIVE_INFINITY);
  let [sum, count] = [0, 0];
  for (const [i, v] of value.entries())
    if (Number.isFinite(v) && v >= 0 && at[i]! > end - 86_400_000) {
      sum += v;
      count++;
    }
  return count === 0 ? null : sum / count;
}

/** The instant that shows this wall-clock time; the offset is asked at the result, as offsets change seldom. */
function instantOf(wall: number, fromInstant: (instant: number) => number): number {
  const guess = wall - (fromInstant(wall) - wall);
  return wall - (fromInstant(guess) - guess);
}

/** The heaviest models, at most three. */
function modelText(models: readonly { readonly name: string; readonly weight: number }[]): string {
  const heavy = models.slice(0, 3).filter(({ weight }, i) => i === 0 || weight >= 0.05);
  return heavy.map(({ name, weight }) => `${name} ${(100 * weight).toFixed(0)}%`).join(" + ");
}
