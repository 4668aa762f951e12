import type { GroupCounters } from "../target/index.ts";
import type { BurnWindow, Objective } from "./schema.ts";
import { countsIn, type KnownReading } from "./window.ts";

/**
 * The fast pairs of multi-window, multi-burn-rate alerting: 2 % of a 30-day budget in an hour, 5 % in six (Beyer et
 * al., The Site Reliability Workbook, 2018, ch. 5, table 5-8). The slow pair there is for tickets, not for a backout.
 */
const per30Days: readonly BurnWindow[] = [
  { rate: 14.4, longSeconds: 3_600, shortSeconds: 300 },
  { rate: 6, longSeconds: 21_600, shortSeconds: 1_800 },
];

/** The windows of an objective: its own, or those above scaled to its period, so that each spends the same share. */
export function burnWindows({ burn, periodDays }: Objective): readonly BurnWindow[] {
  if (burn !== undefined) return burn;
  const scale = periodDays / 30;
  return per30Days.map(({ rate, longSeconds, shortSeconds }) => ({
    rate,
    longSeconds: longSeconds * scale,
    shortSeconds: shortSeconds * scale,
  }));
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
