import type { Calendar, FreezeWindow } from "./calendar.ts";
import { lastSpan, type Span, spansNear } from "./recurrence.ts";

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

/** The occurrence that is open at an instant; of several the one that started last. Null: none is. @throws as above */
export function openAt(window: FreezeWindow, now: number): Occurrence | null {
  if (!window.recurrence) return window.startsAt <= now && now < window.endsBefore ? window : null;
  if (now < window.startsAt) return null;
  const span = lastSpan(window.recurrence, now);
  return span !== null && now < endsBefore(window, span) ? occurrenceOf(window, span) : null;
}

function* occurrencesOf(window: FreezeWindow, from: number, to: number): Generator<Occurrence> {
  if (!window.recurrence) {
    if (window.startsAt < to && window.endsBefore > from) yield window;
    return;
  }
  for (const span of spansNear(window.recurrence, from, to))
    if (span.startsAt < to && endsBefore(window, span) > from) yield occurrenceOf(window, span);
}

/** The last occurrence of each window that was asked for: decisions come close after one another. */
const last = new WeakMap<FreezeWindow, { readonly span: Span; readonly occurrence: Occurrence }>();

function occurrenceOf(window: FreezeWindow, span: Span): Occurrence {
  const known = last.get(window);
  if (known?.span === span) return known.occurrence;
  const occurrence = { ...window, startsAt: span.startsAt, end: span.end, endsBefore: endsBefore(window, span) };
  last.set(window, { span, occurrence });
  return occurrence;
}

function endsBefore({ endInclusive }: FreezeWindow, { end, after }: Span): number {
  return endInclusive ? after : end;
}
