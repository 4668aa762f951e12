import { Temporal } from "temporal-polyfill";

/** Which side of a span a time bounds: it decides how dates, the last second and clock changes are read. */
export type Edge = "start" | "end";

/** A time as a person wrote it, resolved. Epoch milliseconds. */
export interface WrittenTime {
  /** The instant that the text names; of a bare date the start of that day. */
  readonly at: number;
  /** The first instant after what the text names: the next second, or of a bare date the next day. */
  readonly after: number;
}

export type TimeOutcome =
  | { readonly ok: true; readonly time: WrittenTime }
  | { readonly ok: false; readonly expected: string; readonly next: string };

const shape =
  /^(?<date>\d{4}-\d\d-\d\d)(?:[Tt ](?<clock>\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?)(?<offset>[Zz]|[+-]\d\d:\d\d)?)?$/;

/**
 * Reads a date, a local time or an instant.
 *
 * - `2025-12-27T23:59:59Z`, `…+01:00`: that instant; the zone does not matter.
 * - `2025-12-27T23:59:59`: wall-clock time in `zone`. Where clocks go forward or back the reading that makes the span
 *   longer is taken: the earlier instant for a start, the later for an end.
 * - `2025-12-27`: that day in `zone`, or in UTC when there is none.
 *
 * @param zone An IANA zone, checked by `knownZone`, or undefined: then a local time is refused.
 */
export function readTime(text: string, zone: string | undefined, edge: Edge): TimeOutcome {
  const expected = "expected a date or a time such as 2025-12-27T23:59:59Z";
  const parts = shape.exec(text)?.groups;
  if (!parts) return { ok: false, expected, next: "write it as 2025-12-27T23:59:59Z" };
  const { date, clock, offset } = parts;
  if (clock !== undefined && offset === undefined && zone === undefined)
    return { ok: false, expected: "expected an offset or a zone with this local time", next: "add Z, or a zone: key" };
  try {
    if (clock === undefined) return { ok: true, time: wholeDay(date!, zone ?? "UTC") };
    const disambiguation = edge === "start" ? "earlier" : "later";
    const at = offset
      ? Temporal.Instant.from(`${date}T${clock}${offset}`).epochMilliseconds
      : Temporal.PlainDateTime.from(`${date}T${clock}`).toZonedDateTime(zone!, { disambiguation }).epochMilliseconds;
    return { ok: true, time: { at, after: Math.floor(at / 1000) * 1000 + 1000 } };
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return { ok: false, expected: `${expected}; there is no such day or time`, next: "correct the date" };
  }
}

function wholeDay(date: string, zone: string): WrittenTime {
  const day = Temporal.PlainDate.from(date);
  return {
    at: day.toZonedDateTime(zone).epochMilliseconds,
    after: day.add({ days: 1 }).toZonedDateTime(zone).epochMilliseconds,
  };
}
