import { median } from "../../stats/index.ts";
import type { Incident } from "../definitions/index.ts";
import type { Firing } from "./replay.ts";

/** An alert that begins so soon after the one before has ended is the same one flapping. */
export const flapMs = 60 * 60_000;
/** Incidents are written down by hand: an alert that ends or begins so near belongs to them. */
export const slackMs = 5 * 60_000;

export interface NoiseScore {
  readonly alerts: number;
  /** Null where no incident of the service is known: then nothing is true or false. */
  readonly true: number | null;
  readonly false: number | null;
  readonly precision: number | null;
  /** Share of alerts that begin within an hour of the end of the one before. */
  readonly flapRate: number | null;
  readonly incidents: number;
  readonly detected: number;
  /** Median ms from an incident's start to its first alert; 0 where that was there before. */
  readonly delayMs: number | null;
}

/** Holds alerts against the known incidents of their service. */
export function scoreFirings(firings: readonly Firing[], incidents: readonly Incident[]): NoiseScore {
  const meets = (firing: Firing, { start, end }: Incident): boolean =>
    firing.start <= end + slackMs && firing.end >= start - slackMs;
  const hits = firings.filter((firing) => incidents.some((incident) => meets(firing, incident))).length;
  const flaps = firings.filter((firing, i) => i > 0 && firing.start - firings[i - 1]!.end <= flapMs).length;
  const delays = incidents.flatMap((incident) => {
    const first = firings.find((firing) => meets(firing, incident));
    return first === undefined ? [] : [Math.max(0, first.start - incident.start)];
  });
  const known = incidents.length > 0;
  return {
    alerts: firings.length,
    true: known ? hits : null,
    false: known ? firings.length - hits : null,
    precision: known && firings.length > 0 ? hits / firings.length : null,
    flapRate: firings.length === 0 ? null : flaps / firings.length,
    incidents: incidents.length,
    detected: delays.length,
    delayMs: delays.length === 0 ? null : median(Float64Array.from(delays).sort()),
  };
}
