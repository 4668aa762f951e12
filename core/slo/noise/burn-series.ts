import type { BurnAlert, SloDefinition } from "../definitions/index.ts";
import type { BurnWindow } from "../schema.ts";
import { burnRate, type Counts, Sums } from "../status/index.ts";

/** A pair's burn at every slice: the lower of its two windows' rates, 0 where events are too few, NaN where unknown. */
export function pairSeries(
  slo: SloDefinition,
  counts: Counts,
  { longSeconds, shortSeconds }: BurnWindow,
): Float64Array {
  const sums = new Sums(counts);
  return counts.total.map((_, i) => {
    const rates = [longSeconds, shortSeconds].map((seconds) => burnRate(slo, sums.before(i, seconds * 1_000)));
    if (rates.some((one) => one !== null && !one.enough)) return 0;
    return rates.some((one) => one === null) ? Number.NaN : Math.min(...rates.map((one) => one!.rate));
  });
}

/** The burn over one window, as OpenSLO's conditions have it. */
export function windowSeries(slo: SloDefinition, counts: Counts, { lookbackMs }: BurnAlert): Float64Array {
  const sums = new Sums(counts);
  return counts.total.map((_, i) => burnRate(slo, sums.before(i, lookbackMs))?.rate ?? Number.NaN);
}
