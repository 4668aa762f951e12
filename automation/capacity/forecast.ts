import { isAbsolute, join } from "node:path";
import { fileDigest, forecastAll, openUsageCsv, readM4 } from "../../adapters/capacity/index.ts";
import { type SeriesOutcome, wallClock } from "../../core/capacity/index.ts";
import type { CommandContext } from "../cli/command.ts";
import type { ForecastRequest } from "./options.ts";

/** The M4 set has no times: its first point is put here. */
const m4Start = Date.UTC(2000, 0, 1);

export interface ForecastRun {
  /** Latest instant of the data plus the horizon: the forecast says nothing beyond. Null where nothing was forecast. */
  readonly expiresAt: number | null;
  readonly window: { readonly start: number; readonly end: number } | null;
  readonly inputDigest: `sha256:${string}`;
  readonly series: readonly SeriesOutcome[];
  readonly warnings: readonly string[];
}

/** Reads the file and forecasts each of its series. @throws InputError for a file that cannot be read as usage. */
export async function runForecast(context: CommandContext, request: ForecastRequest): Promise<ForecastRun> {
  const path = isAbsolute(request.input) ? request.input : join(context.cwd, request.input);
  const inputDigest = await fileDigest(path, request.input);
  const { zone } = request.series;
  const options = { unit: request.timeUnit, clock: zone === null ? null : wallClock(zone) };
  const usage =
    request.format === "m4"
      ? { series: readM4(path, request.input, m4Start), zoneAssumed: () => false }
      : await openUsageCsv(path, request.input, options);
  const series = await forecastAll(usage.series, request.series, {
    threads: request.threads,
    signal: context.signal,
    onDone: (done) => context.progress(`${done} series`),
  });
  const windows = series.flatMap(({ window }) => (window === null ? [] : [window]));
  const window =
    windows.length === 0
      ? null
      : {
          start: windows.reduce((least, { start }) => Math.min(least, start), Number.POSITIVE_INFINITY),
          end: windows.reduce((most, { end }) => Math.max(most, end), Number.NEGATIVE_INFINITY),
        };
  // The forecast that ends first decides: beyond it some number would have no ground.
  const ends = series.flatMap(({ path }) => (path === null ? [] : [path.at.at(-1)!]));
  return {
    expiresAt: ends.length === 0 ? null : ends.reduce((least, at) => Math.min(least, at), Number.POSITIVE_INFINITY),
    window,
    inputDigest,
    series,
    warnings: usage.zoneAssumed() ? ["times without a zone were taken as UTC; give --zone where they are not"] : [],
  };
}
