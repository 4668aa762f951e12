import type { GroupCounters } from "../target/index.ts";
import type { BurnWindow, Objective } from "./schema.ts";
import { countsIn, type KnownReading } from "./window.ts";

/**
 * The pairs of multi-window, multi-burn-rate alerting for a budget of 30 days: 2 % of it in an hour, 5 % in six, 10 %
 * in a day, 10 % in three (Beyer et al., The Site Reliability Workbook, 2018, ch. 5, table 5-8). The fast two call a
 * person and back a release out; the slow two are for tickets.
 */
const per30Days: readonly BurnWindow[] = [
  { rate: 14.4, longSeconds: 3_600, shortSeconds: 300 },
  { rate: 6, longSeconds: 21_600, shortSeconds: 1_800 },
  { rate: 3, longSeconds: 86_400, shortSeconds: 7_200 },
  { rate: 1, longSeconds: 259_200, shortSeconds: 21_600 },
];
const fastPairs = 2;

/** All pairs, scaled to a period so that each spends the same share of its budget. */
export function paceWindows(periodDays: number): BurnWindow[] {
  const scale = periodDays / 30;
  return per30Days.map(({ rate, longSeconds, shortSeconds }) => ({
    rate,
    longSeconds: longSeconds * scale,
    shortSeconds: shortSeconds * scale,
  }));
}

/** The windows of an objective in which a release is backed out: its own, or the fast pairs scaled to its period. */
export function burnWindows({ burn, periodDays }: Objective): readonly BurnWindow[] {
  return burn ?? paceWindows(periodDays).slice(0, fastPairs);
}

export interface Burn {
  readonly window: BurnWindow;
  /** The lower of the two windows' rates: both must be above `window.rate`. */
  readonly rate: number;
}

/**
 * The first pair of windows in which the budget burns faster than it may, or null.
 *
 * Burn rate is the share of bad requests over the share allowed, 1 − target. The short window must be covered by
 * readings wholly. The long one may reach back further than the watch: then it is what was watched, and the least
 * number of bad requests keeps a few early ones from being a breach.
 */
export function fastBurn(objective: Objective, readings: readonly KnownReading[]): Burn | null {
  const allowed = 1 - objective.target;
  const rateIn = (seconds: number, whole: boolean): number | null => {
    const counts = countsIn(readings, seconds, (counters) => badOf(objective, counters));
    if (counts === null || counts.requests < objective.minRequests || counts.bad < objective.minBad) return null;
    // Readings are taken twice a second: the first inside the window lies up to that much behind its edge.
    if (whole && counts.seconds < seconds - 1) return null;
    return counts.bad / counts.requests / allowed;
  };
  for (const window of burnWindows(objective)) {
    const [short, long] = [rateIn(window.shortSeconds, true), rateIn(window.longSeconds, false)];
    if (short === null || long === null) continue;
    const rate = Math.min(short, long);
    if (rate > window.rate) return { window, rate };
  }
  return null;
}

/** Cumulative bad requests. For latency: what took longer than the first bucket bound at or above the threshold. */
function badOf({ kind, thresholdMs = 0 }: Objective, counters: GroupCounters): number | null {
  if (kind === "availability") return counters.errors;
  const { upperBoundsMs, counts } = counters.latency;
  const bucket = upperBoundsMs.findIndex((bound) => bound >= thresholdMs);
  const good = counts[bucket];
  return good === undefined ? null : Math.max(0, (counts.at(-1) ?? good) - good);
}
