import type { SloDefinition } from "../definitions/index.ts";
import { metricsOf } from "./read-counts.ts";
import type { SeriesSource } from "./source.ts";

const MINUTE = 60_000;

/**
 * The step that an SLO is read in: what its settings say, else the data's own where it is coarser than a fifth of the
 * shortest burn window, at least a minute.
 */
export async function stepOf(slo: SloDefinition, source: SeriesSource): Promise<number> {
  if (slo.stepMs !== null) return slo.stepMs;
  const shortest = Math.min(...slo.burn.map(({ shortSeconds }) => shortSeconds)) * 1_000;
  const wanted = Math.max(MINUTE, Math.floor(shortest / 5 / MINUTE) * MINUTE);
  const own = await Promise.all(metricsOf(slo.indicator).map(({ metric }) => source.resolution(metric)));
  return own.reduce<number>((most, ms) => Math.max(most, ms ?? 0), wanted);
}
