import { Temporal } from "temporal-polyfill";

/**
 * Conversion between instants and wall-clock times, both as milliseconds; a wall-clock time is written as the instant at
 * which UTC shows it. People's days follow the wall clock: in that form a day of 23 or 25 hours shifts no season.
 */
export interface WallClock {
  readonly zone: string;
  readonly fromInstant: (instant: number) => number;
  /** Null for a time that the zone leaves out when clocks go forward. */
  readonly exists: (wall: number) => boolean;
}

const HOUR = 3_600_000;

/** @param zone An IANA name, checked by `knownZone`. */
export function wallClock(zone: string): WallClock {
  const offsets = new Map<number, number>();
  const offsetAt = (instant: number): number => {
    // Offsets change on quarter hours at the earliest; that grain also bounds the cache.
    const block = Math.floor(instant / (HOUR / 4));
    const cached = offsets.get(block);
    if (cached !== undefined) return cached;
    const at = Temporal.Instant.fromEpochMilliseconds(block * (HOUR / 4)).toZonedDateTimeISO(zone);
    const offset = at.offsetNanoseconds / 1e6;
    offsets.set(block, offset);
    return offset;
  };
  const days = new Map<number, boolean>();
  const plainDay = (wall: number): boolean => {
    const day = Math.floor(wall / (24 * HOUR));
    const cached = days.get(day);
    if (cached !== undefined) return cached;
    const plain = offsetAt((day - 1) * 24 * HOUR) === offsetAt((day + 2) * 24 * HOUR);
    days.set(day, plain);
    return plain;
  };
  return {
    zone,
    fromInstant: (instant) => instant + offsetAt(instant),
    exists: (wall) => {
      if (plainDay(wall)) return true;
      const written = Temporal.Instant.fromEpochMilliseconds(wall).toZonedDateTimeISO("UTC").toPlainDateTime();
      return written.toZonedDateTime(zone, { disambiguation: "compatible" }).toPlainDateTime().equals(written);
    },
  };
}
