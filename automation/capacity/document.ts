import { forecastPoints, type SeriesOutcome } from "../../core/capacity/index.ts";
import { rfc3339 } from "../../core/time/index.ts";
import { capacitySeriesSchema } from "../documents/capacity.ts";
import type { ForecastRun } from "./forecast.ts";

/** A forecast as the document carries it: instants as text, numbers with seven significant digits. */
export function forecastDocument(run: ForecastRun) {
  return {
    expiresAt: run.expiresAt === null ? null : rfc3339(run.expiresAt),
    dataWindow: run.window && { start: rfc3339(run.window.start), end: rfc3339(run.window.end) },
    inputDigest: run.inputDigest,
    warnings: run.warnings,
    // Made when it is printed, one after the other: as objects, thousands of series would fill the memory.
    series: run.series.map((one) => ({ toJSON: () => capacitySeriesSchema.parse(seriesDocument(one)) })),
  };
}

export function seriesDocument({ window: _, path, lastDay: __, ...series }: SeriesOutcome) {
  return {
    ...series,
    weights: series.weights.map(({ model, weight, error }) => ({ model, weight: short(weight), error: short(error) })),
    backtest: series.backtest && {
      ...series.backtest,
      owa: series.backtest.owa === null ? null : short(series.backtest.owa),
      msis: series.backtest.msis === null ? null : short(series.backtest.msis),
      coverage: mapped(series.backtest.coverage, short),
    },
    points: forecastPoints({ path }).map(({ at, mean, bands }) => ({
      at: rfc3339(at),
      mean: short(mean),
      bands: mapped(bands, ([low, high]) => [short(low), short(high)]),
    })),
    peak: series.peak && { quantile: series.peak.quantile, value: short(series.peak.value) },
  };
}

function mapped<A, B>(record: Readonly<Record<string, A>>, map: (value: A) => B): Record<string, B> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, map(value)]));
}

/** More digits would be noise, and would differ between processors in the last place. */
function short(value: number): number {
  return Number(value.toPrecision(7));
}

/** One line a series for people. */
export function forecastText(run: ForecastRun): string {
  const lines = run.series.map(({ id, unit, path, peak, model, backtest, refused, notes, daysToLimit }) => {
    if (refused !== null) {
      const row = refused.row === null ? "" : ` (row ${refused.row})`;
      return `${id}: refused, ${refused.code}${row}: ${refused.text}`;
    }
    const average = path!.mean.reduce((a, b) => a + b, 0) / path!.mean.length;
    const owa = backtest?.owa == null ? "" : `, OWA ${backtest.owa.toFixed(2)}`;
    const limit = daysToLimit === null ? "" : `, limit in ${daysToLimit.low} to ${daysToLimit.high} days`;
    const mended = notes.map(({ text }) => `\n  ${text}`).join("");
    return `${id}: mean ${average.toPrecision(4)}, peak below ${peak!.value.toPrecision(4)} ${unit} with ${100 * peak!.quantile} %${limit} (${model}${owa})${mended}`;
  });
  return [...lines, ...run.warnings].join("\n");
}
