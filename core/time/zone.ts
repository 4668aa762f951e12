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
