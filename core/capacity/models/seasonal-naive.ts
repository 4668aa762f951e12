import type { Model } from "./model.ts";

/** Repeats the last whole season; with a season of 1 the last value. */
export function seasonalNaive(season: number): Model {
  return {
    name: season === 1 ? "naive" : `seasonal-naive-${season}`,
    minimum: season,
    forecast: (y, _fitEnd, origins, horizon) =>
      origins.map((origin) => Float64Array.from({ length: horizon }, (_, h) => y[origin - season + (h % season)]!)),
  };
}
