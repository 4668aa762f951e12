import { Temporal } from "temporal-polyfill";
import { readTime, type WrittenTime } from "./instant.ts";
import { steadyOffset } from "./zone.ts";

/** A wall-clock time: its milliseconds since 1970-01-01T00:00:00 on that clock, as if it were UTC. */
export type Wall = number;

/** A local time or day that has been written, on the clock of its zone. */
export interface WallTime {
  readonly wall: Wall;
  /** A bare date: the whole day is meant. */
  readonly wholeDay: boolean;
}

/** The clock on the wall of `zone` at the instant or local time of a text that `readTime` took. */
export function wallOf(text: string, zone: string, time: WrittenTime): WallTime {
  const [date, clock] = text.split(/[Tt ]/);
  const local = clock === undefined ? date! : /[Zz]$|[+-]\d\d:\d\d$/.test(clock) ? null : `${date}T${clock}`;
  const wall = local === null ? wallAt(time.at, zone) : asUtc(Temporal.PlainDateTime.from(local));
  return { wall, wholeDay: clock === undefined };
}

/** The clock on the wall of `zone` at an instant. */
export function wallAt(instant: number, zone: string): Wall {
  return asUtc(Temporal.Instant.fromEpochMilliseconds(instant).toZonedDateTimeISO(zone).toPlainDateTime());
}

/** The instants that a wall-clock time names as the edge of a span, as `readTime` reads them. */
export function instantsOf({ wall, wholeDay }: WallTime, zone: string, edge: "start" | "end"): WrittenTime {
  const offset = steadyOffset(zone, wall);
  if (offset !== null) {
    const at = wall - offset;
    return { at, after: wholeDay ? at + 86_400_000 : Math.floor(at / 1000) * 1000 + 1000 };
  }
  const text = Temporal.Instant.fromEpochMilliseconds(wall).toString().slice(0, -1);
  const outcome = readTime(wholeDay ? text.slice(0, text.indexOf("T")) : text, zone, edge);
  if (!outcome.ok) throw new RangeError(outcome.expected);
  return outcome.time;
}

function asUtc(clock: Temporal.PlainDateTime): Wall {
  return clock.toZonedDateTime("UTC").epochMilliseconds;
}
