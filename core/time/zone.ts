import { Temporal } from "temporal-polyfill";
import { nearest } from "../text/index.ts";

/** True for an IANA time zone name such as Europe/Berlin or UTC; fixed offsets such as +01:00 are not zones. */
export function knownZone(zone: string): boolean {
  if (!/^[A-Za-z]/.test(zone)) return false;
  try {
    Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(zone);
    return true;
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}

/** The zone that was probably meant, or undefined. */
export function nearestZone(zone: string): string | undefined {
  return nearest(zone, Intl.supportedValuesOf("timeZone"));
}

const bucket = 8 * 86_400_000;
const slack = 2 * 86_400_000;
const offsets = new Map<string, Map<number, number | null>>();

/**
 * How far the clock of a zone is ahead of UTC around a wall-clock time (milliseconds, as if UTC), or null where clocks
 * change within some days of it: a quick answer for the many days on which nothing is to be disambiguated.
 */
export function steadyOffset(zone: string, wall: number): number | null {
  const known = offsets.get(zone) ?? new Map<number, number | null>();
  offsets.set(zone, known);
  const index = Math.floor(wall / bucket);
  const found = known.get(index);
  if (found !== undefined) return found;
  const offset = steadyBetween(zone, index * bucket - slack, (index + 1) * bucket + slack);
  known.set(index, offset);
  return offset;
}

function steadyBetween(zone: string, from: number, to: number): number | null {
  const start = Temporal.Instant.fromEpochMilliseconds(from).toZonedDateTimeISO(zone);
  const change = start.getTimeZoneTransition("next");
  if (change !== null && change.epochMilliseconds <= to) return null;
  return start.offsetNanoseconds / 1e6;
}
