import type { SloDefinition } from "../definitions/index.ts";
import type { BurnWindow } from "../schema.ts";
import type { Sums, WindowSum } from "./counts.ts";

export interface BurnState {
  readonly window: BurnWindow;
  /** Burn rate in each window; null where too little is known. */
  readonly long: number | null;
  readonly short: number | null;
  /** Both above the pair's rate with events enough to say so; null where that is not known. */
  readonly burning: boolean | null;
}

/** Least events and bad ones that a window needs. Methods that count slices need no more than one of each. */
export function leastEvents({ method, indicator, minRequests, minBad }: SloDefinition): {
  readonly total: number;
  readonly bad: number;
} {
  const bySlices = method.kind !== "Occurrences" || indicator.kind !== "ratio";
  return bySlices ? { total: 1e-9, bad: 1e-9 } : { total: minRequests, bad: minBad };
}

/**
 * Share of bad events over the share allowed; null where the window is not known well enough or had no events.
 * `enough`: events and bad ones suffice for it to speak.
 */
export function burnRate(
  slo: SloDefinition,
  sum: WindowSum,
): { readonly rate: number; readonly enough: boolean } | null {
  const least = leastEvents(slo);
  if (sum.known < slo.minCoverage) return null;
  const bad = sum.total - sum.good;
  const rate = sum.total > 0 ? bad / sum.total / (1 - slo.target) : 0;
  return { rate, enough: sum.total >= least.total && bad >= least.bad };
}

/** Every pair of windows at the end of slice `last`. */
export function burnStates(slo: SloDefinition, sums: Sums, last: number): BurnState[] {
  return slo.burn.map((window) => {
    const [long, short] = [window.longSeconds, window.shortSeconds].map((seconds) =>
      // A window shorter than the data's resolution cannot be seen.
      seconds * 1_000 < sums.slices.step ? null : burnRate(slo, sums.before(last, seconds * 1_000)),
    );
    const burns = (one: ReturnType<typeof burnRate>): boolean | null =>
      one === null ? null : one.enough && one.rate > window.rate;
    const [inLong, inShort] = [burns(long ?? null), burns(short ?? null)];
    const burning = inLong === false || inShort === false ? false : inLong === null || inShort === null ? null : true;
    return { window, long: long?.rate ?? null, short: short?.rate ?? null, burning };
  });
}
