import { forecastSeries } from "./forecast.ts";
import { type DaysToLimit, daysToLimit } from "./limit.ts";
import { naturalSeasons, prepareSeries } from "./prepare.ts";
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
  readonly points: readonly ForecastPoint[];
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
    points: [],
    peak: null,
    daysToLimit: null,
    notes: [],
    window: null,
  };
  const prepared = prepareSeries(raw, request);
  if (!prepared.ok) return { ...none, refused: prepared.refused };
  const { start, step, values, notes } = prepared.series;
  const seasons = request.seasons ?? naturalSeasons(step, values.length);
  const clock = request.zone === null ? null : wallClock(request.zone);
  // Where clocks go forward, as many instants reach one hour further on the wall clock.
  const extra = clock === null ? 0 : Math.ceil(7_200_000 / step);
  const forecast = forecastSeries(values, {
    horizon: request.horizon + extra,
    seasons,
    levels: request.levels.map((level) => level / 100),
    floor: request.signed ? Number.NEGATIVE_INFINITY : 0,
    peakQuantile: request.peakQuantile,
  });
  if (forecast === null) {
    const text = `${raw.id} spans ${values.length} steps, too few for ${request.horizon} steps ahead`;
    return { ...none, refused: { code: "too-short", text, row: raw.row.at(-1) ?? null } };
  }
  const end = start + (values.length - 1) * step;
  const lastInstant = clock === null ? end : instantOf(end, clock.fromInstant);
  const points = Array.from({ length: request.horizon }, (_, i) => {
    const at = lastInstant + (i + 1) * step;
    const wall = clock === null ? at : clock.fromInstant(at);
    const h = Math.min(forecast.mean.length - 1, Math.max(0, Math.round((wall - end) / step) - 1));
    const bands = forecast.bands.map(({ low, high }, l): [string, [number, number]] => [
      String(request.levels[l]),
      [low[h]!, high[h]!],
    ]);
    return { at, mean: forecast.mean[h]!, bands: Object.fromEntries(bands) };
  });
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
    points,
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
