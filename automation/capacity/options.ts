import type { Command as Commander } from "commander";
import type { SeriesRequest } from "../../core/capacity/index.ts";
import { InputError } from "../../core/errors/index.ts";
import { knownZone, nearestZone } from "../../core/time/index.ts";
import { numberOption, wordOption } from "../aca/inline.ts";

export interface ForecastRequest {
  readonly input: string;
  readonly format: "long" | "m4";
  readonly timeUnit: "s" | "ms";
  readonly threads: number | undefined;
  readonly series: SeriesRequest;
}

/** Options that all commands share that forecast from a file. */
export function declareForecast(leaf: Commander): void {
  leaf
    .option("--input <file>", "usage: CSV series,timestamp,value; a series is named service/resource/unit")
    .option("--format <form>", "long, or m4 for the wide form without times", "long")
    .option("--horizon <n>", "steps to forecast")
    .option("--season <n,…>", "points a season, 1 for none; unless told they are found")
    .option("--limit <n>", "in the series' unit: days until its peaks reach it")
    .option("--threads <n>", "worker threads; as many as cores unless told");
  declareSeries(leaf);
}

/** How the values of a file are to be understood. */
export function declareSeries(leaf: Commander): void {
  leaf
    .option("--levels <p,…>", "percent of the central bands", "80,95")
    .option("--zone <zone>", "IANA zone of times without offset, whose days the seasons follow")
    .option("--time-unit <unit>", "of plain numbers as times: s or ms", "s")
    .option("--counter", "the values are counters that only grow, but for resets")
    .option("--signed", "values below zero are possible")
    .option("--peak <q>", "quantile of the window's maximum, for sizing", "0.95")
    .option("--saturation <n>", "in the series' unit: a ceiling that it cannot pass, such as a disk's size");
}

/** @throws InputError naming the option. */
export function forecastRequest(options: Readonly<Record<string, unknown>>): ForecastRequest {
  if (typeof options.input !== "string" || options.input === "")
    throw new InputError("missing-option", "--input is missing", { field: "--input", next: "give --input a CSV file" });
  if (options.horizon === undefined)
    throw new InputError("missing-option", "--horizon is missing", { field: "--horizon", next: "give --horizon 48" });
  return {
    input: options.input,
    format: wordOption(options.format, "--format", ["long", "m4"]) ?? "long",
    timeUnit: wordOption(options.timeUnit, "--time-unit", ["s", "ms"]) ?? "s",
    threads: options.threads === undefined ? undefined : whole(options.threads, "--threads", 1, 64),
    series: seriesRequest(options, whole(options.horizon, "--horizon", 1, 10_000)),
  };
}

/** @throws InputError naming the option. */
export function seriesRequest(options: Readonly<Record<string, unknown>>, horizon: number): SeriesRequest {
  const zone = typeof options.zone === "string" ? options.zone : null;
  if (zone !== null && !knownZone(zone))
    throw new InputError("unknown-zone", `there is no time zone ${JSON.stringify(zone)}`, {
      field: "--zone",
      next: `write --zone ${nearestZone(zone) ?? "Europe/Berlin"}`,
    });
  return {
    horizon,
    seasons: options.season === undefined ? null : list(options.season, "--season", 1, 100_000, true),
    levels: list(options.levels ?? "80,95", "--levels", 1, 99.9, false),
    counter: options.counter === true,
    signed: options.signed === true,
    peakQuantile: numberOption(options.peak, "--peak", 0.5, 0.999, 0.95),
    limit: options.limit === undefined ? null : numberOption(options.limit, "--limit", 0, Number.MAX_VALUE, 0),
    zone,
    saturation:
      options.saturation === undefined
        ? undefined
        : numberOption(options.saturation, "--saturation", Number.MIN_VALUE, Number.MAX_VALUE, 0),
  };
}

export function whole(raw: unknown, field: string, low: number, high: number): number {
  const value = numberOption(raw, field, low, high, low);
  if (Number.isInteger(value)) return value;
  throw new InputError("bad-option", `${field} must be a whole number`, {
    field,
    next: `give ${field} a whole number`,
  });
}

function list(raw: unknown, field: string, low: number, high: number, integers: boolean): number[] {
  const numbers = String(raw)
    .split(",")
    .map((part) =>
      integers ? whole(part.trim(), field, low, high) : numberOption(part.trim(), field, low, high, low),
    );
  return [...new Set(numbers)].sort((a, b) => a - b);
}
