import { RRuleTemporal } from "rrule-temporal";
import { Temporal } from "temporal-polyfill";
import { instantsOf, type Wall, type WallTime } from "../time/index.ts";

/** How a window recurs, as plain data. The wall clock recurs; each occurrence is put into the zone by itself. */
export interface Recurrence {
  /** RFC 5545 RRULE without UNTIL, checked by `readRule`. */
  readonly rule: string;
  readonly zone: string;
  /** Start and end of the first occurrence. */
  readonly first: { readonly start: WallTime; readonly end: WallTime };
  /** The last start that counts: on the wall clock, or an instant. */
  readonly until: { readonly wall: Wall } | { readonly instant: number } | null;
}

/** One occurrence. Epoch milliseconds; `end` and `after` as in `WrittenTime`. */
export interface Span {
  readonly startsAt: number;
  readonly end: number;
  readonly after: number;
}

/** The most periods that a search may look at; the library throws at it, and the window then counts as open. */
const maxIterations = 20_000;
export const day = 86_400_000;
/** No clock is further from UTC, and no clock change is longer. */
export const slack = 2 * day;

/** A piece of the wall clock that is expanded at once, some more than a year. */
const piece = 400 * day;

/** What has been expanded of a rule: pieces of starts on the wall clock. */
interface Expansion {
  readonly rule: RRuleTemporal;
  readonly pieces: Map<number, readonly Wall[]>;
}
const expansions = new WeakMap<Recurrence, Expansion>();

/** Milliseconds on the wall clock from start to end; a bare end date means the end of that day. */
export function lengthOf({ start, end }: Recurrence["first"]): number {
  return end.wall + (end.wholeDay ? day : 0) - start.wall;
}

/**
 * The occurrences that may touch `from` ≤ t < `to` (epoch milliseconds), by their start; the first and last may lie some
 * days outside.
 * @throws Error when the rule cannot be expanded that far
 */
export function spansNear(recurrence: Recurrence, from: number, to: number): readonly Span[] {
  const expansion = expansionOf(recurrence);
  const earliest = from - lengthOf(recurrence.first) - slack;
  const spans: Span[] = [];
  for (let index = Math.floor(earliest / piece); index * piece <= to + slack; index++) {
    const starts = startsIn(recurrence, expansion, index);
    for (let at = lowerBound(starts, earliest); at < starts.length; at++) {
      const wall = starts[at]!;
      if (wall > to + slack) return spans;
      const span = spanAt(recurrence, wall);
      if (!withinUntil(recurrence, wall, span)) return spans;
      spans.push(span);
    }
  }
  return spans;
}

/** The first day of the rule at or after its start, within ten years; null: none, so that it never happens. */
export function firstStart(recurrence: Recurrence): Wall | null {
  const expansion = expansionOf(recurrence);
  const from = Math.floor(recurrence.first.start.wall / piece);
  for (let index = from; index <= from + 10; index++) {
    const [wall] = startsIn(recurrence, expansion, index);
    if (wall !== undefined) return wall;
  }
  return null;
}

function expansionOf(recurrence: Recurrence): Expansion {
  const known = expansions.get(recurrence);
  if (known) return known;
  const dtstart = utc(recurrence.first.start.wall);
  // Expanded in UTC, which has no clock changes: the library drops local times that a change skips, and a freeze must not
  // be dropped.
  const rule = new RRuleTemporal({ rruleString: recurrence.rule, dtstart, tzid: "UTC", strict: true, maxIterations });
  const made: Expansion = { rule, pieces: new Map() };
  expansions.set(recurrence, made);
  return made;
}

function startsIn(recurrence: Recurrence, { rule, pieces }: Expansion, index: number): readonly Wall[] {
  const known = pieces.get(index);
  if (known) return known;
  const [from, to] = [index * piece, (index + 1) * piece];
  const starts =
    to <= recurrence.first.start.wall
      ? []
      : rule
          .between(utc(from), utc(to), true)
          .map(({ epochMilliseconds }) => epochMilliseconds)
          .filter((wall) => wall >= from && wall < to);
  pieces.set(index, starts);
  return starts;
}

function spanAt({ first, zone }: Recurrence, wall: Wall): Span {
  const start = instantsOf({ ...first.start, wall }, zone, "start");
  const end = instantsOf({ ...first.end, wall: first.end.wall + wall - first.start.wall }, zone, "end");
  return { startsAt: start.at, end: end.at, after: end.after };
}

function withinUntil({ until }: Recurrence, wall: Wall, { startsAt }: Span): boolean {
  if (until === null) return true;
  return "wall" in until ? wall <= until.wall : startsAt <= until.instant;
}

/** Index of the first start at or after `wall`. */
function lowerBound(starts: readonly Wall[], wall: Wall): number {
  let [low, high] = [0, starts.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (starts[middle]! < wall) low = middle + 1;
    else high = middle;
  }
  return low;
}

function utc(wall: Wall): Temporal.ZonedDateTime {
  return Temporal.Instant.fromEpochMilliseconds(wall).toZonedDateTimeISO("UTC");
}
