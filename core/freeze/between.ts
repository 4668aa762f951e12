import type { Calendar } from "./calendar.ts";
import { type Occurrence, occurrences } from "./occurrences.ts";

/**
 * The windows of one or several calendars that are open at some instant of [from, to), by their start; one that recurs as
 * often as it holds. Two calendars
 * that say the same of a window, as trusted commit and working tree mostly do, give it once.
 * @param from epoch ms, `to` too
 */
export function windowsBetween(calendars: readonly Calendar[], from: number, to: number): Occurrence[] {
  const seen = new Set<string>();
  return calendars
    .flatMap((calendar) => occurrences(calendar, from, to))
    .filter((window) => {
      const { name, startsAt, endsBefore, scope } = window;
      const key = JSON.stringify([name, startsAt, endsBefore, scope]);
      return !seen.has(key) && seen.add(key);
    })
    .sort((a, b) => a.startsAt - b.startsAt || a.endsBefore - b.endsBefore);
}
