import { readTime, rfc3339, type WrittenTime, wallOf } from "../time/index.ts";
import { day, firstStart, lengthOf, type Recurrence } from "./recurrence.ts";
import { readRule } from "./rrule.ts";

interface Written {
  readonly text: string;
  readonly time: WrittenTime;
}

export type RecurrenceOutcome =
  | { readonly ok: true; readonly recurrence: Recurrence }
  | {
      readonly ok: false;
      readonly key: "rrule" | "start" | "end";
      readonly message: string;
      readonly code: string;
      readonly next: string;
    };

/**
 * The recurrence that a window's `rrule` and its first `start` and `end` make. The start has to be a day of the rule: what
 * a rule means whose start is none, RFC 5545 leaves open.
 */
export function recurrenceOf(text: string, zone: string, start: Written, end: Written): RecurrenceOutcome {
  const refused = (key: "rrule" | "start" | "end", message: string, next: string): RecurrenceOutcome => ({
    ok: false,
    key,
    message,
    code: "rrule-invalid",
    next,
  });
  const read = readRule(text);
  if (!read.ok) return refused("rrule", read.expected, read.next);
  const until = read.rule.until === null ? null : untilOf(read.rule.until, zone);
  if (until === undefined)
    return refused("rrule", `UNTIL=${read.rule.until} is no such day or time`, "correct the date of UNTIL");
  const recurrence: Recurrence = {
    rule: read.rule.text,
    zone,
    first: { start: wallOf(start.text, zone, start.time), end: wallOf(end.text, zone, end.time) },
    until,
  };
  if (lengthOf(recurrence.first) > 366 * day)
    return refused("end", "a window that recurs lasts 366 days at most", "correct end");
  if (until !== null && ("wall" in until ? until.wall < recurrence.first.start.wall : until.instant < start.time.at))
    return refused("rrule", "UNTIL is before the start", "correct UNTIL, or start");
  let first: number | null;
  try {
    first = firstStart(recurrence);
  } catch (error) {
    return refused("rrule", `the rule cannot be expanded: ${(error as Error).message}`, "write a simpler rule");
  }
  if (first === null) return refused("rrule", "the rule has no day in the ten years from start", "correct the rule");
  if (first !== recurrence.first.start.wall) {
    const day = rfc3339(first).slice(0, 10);
    return refused(
      "start",
      `start is no day of the rule; the first after it is ${day}`,
      `write a start on ${day}, or correct rrule`,
    );
  }
  return { ok: true, recurrence };
}

/** A date means the end of that day. Undefined: no such day. */
function untilOf(text: string, zone: string): Recurrence["until"] | undefined {
  const [, year, month, date, clock, utc] = /^(\d{4})(\d\d)(\d\d)(?:T(\d{6}))?(Z)?$/.exec(text)!;
  const [hours, minutes, seconds] = clock?.match(/\d\d/g) ?? ["23", "59", "59"];
  const iso = `${year}-${month}-${date}T${hours}:${minutes}:${seconds}`;
  const outcome = readTime(utc ? `${iso}Z` : iso, zone, "end");
  if (!outcome.ok) return undefined;
  return utc ? { instant: outcome.time.at } : { wall: wallOf(iso, zone, outcome.time).wall };
}
