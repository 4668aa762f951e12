import { type Change, change, type Place } from "../change.ts";

/** Formats are said, not enforced: another one breaks no reader. */
export function format(place: Place): Change[] {
  const [from, to] = [place.prev.format ?? null, place.next.format ?? null];
  return from === to ? [] : [change("format-changed", { from, to }, place, { key: "format" })];
}
