import { windowsBetween } from "./between.ts";
import type { Calendar } from "./calendar.ts";
import type { FreezeRequest } from "./decision.ts";
import { windowCovers } from "./scope.ts";

const horizon = 10 * 366 * 86_400_000;

/**
 * The first instant from `now` on at which no window covers a place: windows that overlap or follow at once count as one.
 * @param place null: any window counts, whatever its scope
 * @param now epoch ms
 * @returns epoch ms, `now` itself when nothing is frozen; null when that is not within ten years: windows that recur can
 *   follow each other for ever
 */
export function freeAt(
  calendars: readonly Calendar[],
  place: Pick<FreezeRequest, "stack" | "service" | "environment" | "tenantClass"> | null,
  now: number,
): number | null {
  let at = now;
  while (at < now + horizon) {
    const open = windowsBetween(calendars, at, at + 1).filter(
      ({ scope }) => place === null || windowCovers(scope, place),
    );
    if (open.length === 0) return at;
    at = Math.max(...open.map(({ endsBefore }) => endsBefore));
  }
  return null;
}
