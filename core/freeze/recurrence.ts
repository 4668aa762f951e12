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
const slack = 2 * day;

/** A piece of the wall clock that is expanded at once: one `between` of the library, and not too many spans kept. */
const piece = 100 * day;

/** What has been expanded of a rule: pieces of occurrences by their start. */
interface Expansion {
  readonly rule: RRuleTemporal;
  readonly pieces: Map<number, readonly Span[]>;
}
const expansions = new WeakMap<Recurrence, Expansion>();

/** Milliseconds on the wall clock from start to end; a bare end date means the end of that day. */
export function lengthOf({ start, end }: Recurrence["first"]): number {
  return end.wall + (end.wholeDay ? day : 0) - start.wall;
}

/**
 * The occurrences that may touch `from` ≤ t < `to` (epoch milliseconds), by their start, none left out; those at the
 * beginning may end before.
 * @throws Error when the rule cannot be expanded that far
 */
export function spansNear(recurrence: Recurrence, from: number, to: number): readonly Span[] {
  const expansion = expansionOf(recurrence);
  const earliest = from - lengthOf(recurrence.first) - slack;
  const found: Span[] = [];
  for (let index = Math.floor((earliest - slack) / piece); index * piece < to + slack; index++) {
    const spans = spansIn(recurrence, expansion, index);
    for (let at = lowerBound(spans, earliest); at < spans.length && spans[at]!.startsAt < to; at++)
      found.push(spans[at]!);
  }
  return found;
}

/**
 * The occurrence that started last at or before an instant; null: none that could still hold. All last equally long on the
 * wall clock and start on different days, so that no earlier one outlasts it.
 * @throws as `spansNear`
 */
export function lastSpan(recurrence: Recurrence, now: number): Span | null {
  const expansion = expansionOf(recurrence);
  const earliest = now - lengthOf(recurrence.first) - slack;
  for (let index = Math.floor((now + slack) / piece); (index + 1) * piece > earliest - slack; index--) {
    const spans = spansIn(recurrence, expansion, index);
    const at = lowerBound(spans, now + 1) - 1;
    if (at >= 0) return spans[at]!;
  }
  return null;
}

/** The first day of the rule at or after its start, within ten years; null: none, so that it never happens. */
export function firstStart(recurrence: Recurrence): Wall | null {
  const { rule } = expansionOf(recurrence);
  const from = Math.floor(recurrence.first.start.wall / piece);
  for (let index = from; index <= from + 40; index++) {
    const [wall] = startsIn(recurrence, rule, index);
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

function spansIn(recurrence: Recurrence, { rule, pieces }: Expansion, index: number): readonly Span[] {
  const known = pieces.get(index);
  if (known) return known;
  const spans: Span[] = [];
  for (const wall of startsIn(recurrence, rule, index)) {
    const span = spanAt(recurrence, wall);
    if (!withinUntil(recurrence, wall, span)) break;
    spans.push(span);
  }
  pieces.set(index, spans);
  return spans;
}

function startsIn({ first }: Recurrence, rule: RRuleTemporal, index: number): readonly Wall[] {
  const [from, to] = [index * piece, (index + 1) * piece];
  if (to <= first.start.wall) return [];
  return rule
    .between(utc(from), utc(to), true)
    .map(({ epochMilliseconds }) => epochMilliseconds)
    .filter((wall) => wall >= from && wall < to);
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

/** Index of the first span that starts at or after an instant. */
function lowerBound(spans: readonly Span[], instant: number): number {
  let [low, high] = [0, spans.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (spans[middle]!.startsAt < instant) low = middle + 1;
    else high = middle;
  }
  return low;
}

function utc(wall: Wall): Temporal.ZonedDateTime {
  return Temporal.Instant.fromEpochMilliseconds(wall).toZonedDateTimeISO("UTC");
}
