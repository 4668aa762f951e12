import type { Calendar, FreezeWindow } from "./calendar.ts";
import { type Recurrence, type Span, slack, spansNear } from "./recurrence.ts";

/** A window as it holds once: for one that recurs, with the times of that occurrence. */
export type Occurrence = FreezeWindow;

/**
 * Every time that the calendar's windows hold within `from` ≤ t < `to` (epoch milliseconds), by their start; scopes are not
 * looked at.
 * @throws Error when a rule cannot be expanded that far
 */
export function occurrences({ windows }: Calendar, from: number, to: number): readonly Occurrence[] {
  return windows
    .flatMap((window) => [...occurrencesOf(window, from, to)])
    .sort((a, b) => a.startsAt - b.startsAt || a.endsBefore - b.endsBefore || (a.name < b.name ? -1 : 1));
}

/** The occurrence that is open at an instant; of several the one that ends last. Null: none is. @throws as above */
export function openAt(window: FreezeWindow, now: number): Occurrence | null {
  if (!window.recurrence) return window.startsAt <= now && now < window.endsBefore ? window : null;
  if (now < window.startsAt) return null;
  const known = stretches.get(window.recurrence);
  if (known && known.window === window && known.from <= now && now < known.to) return known.open;
  const stretch = stretchAround(window, window.recurrence, now);
  stretches.set(window.recurrence, stretch);
  return stretch.open;
}

/** A stretch of time in which no occurrence starts or ends, so that one answer holds for all of it. */
interface Stretch {
  readonly window: FreezeWindow;
  readonly from: number;
  readonly to: number;
  readonly open: Occurrence | null;
}
/** The last answer for each window: decisions come close after one another. */
const stretches = new WeakMap<Recurrence, Stretch>();

function stretchAround(window: FreezeWindow, recurrence: Recurrence, now: number): Stretch {
  let to = now + slack;
  let open: Span | null = null;
  let last = Number.NEGATIVE_INFINITY;
  for (const span of spansNear(recurrence, now, to)) {
    const ends = endsBefore(window, span);
    for (const edge of [span.startsAt, ends]) {
      if (edge <= now) last = Math.max(last, edge);
      else to = Math.min(to, edge);
    }
    if (span.startsAt <= now && now < ends && (open === null || span.after > open.after)) open = span;
  }
  return { window, from: Math.max(last, now - slack), to, open: open && occurrenceOf(window, open) };
}

function* occurrencesOf(window: FreezeWindow, from: number, to: number): Generator<Occurrence> {
  if (!window.recurrence) {
    if (window.startsAt < to && window.endsBefore > from) yield window;
    return;
  }
  for (const span of spansNear(window.recurrence, from, to))
    if (span.startsAt < to && endsBefore(window, span) > from) yield occurrenceOf(window, span);
}

function occurrenceOf(window: FreezeWindow, span: Span): Occurrence {
  return { ...window, startsAt: span.startsAt, end: span.end, endsBefore: endsBefore(window, span) };
}

function endsBefore({ endInclusive }: FreezeWindow, { end, after }: Span): number {
  return endInclusive ? after : end;
}
