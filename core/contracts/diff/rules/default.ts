import type { Field } from "../../model.ts";
import { type Change, change, type Place } from "../change.ts";

/** What readers take for a missing value; another one breaks nothing, and means something else. */
export function defaultValue(prev: Field, next: Field, place: Place): Change[] {
  const [from, to] = [prev.default, next.default];
  if (from === undefined && to === undefined) return [];
  if (from === undefined) return [change("default-added", { to }, place, { key: "default" })];
  if (to === undefined) return [change("default-removed", { from }, place, { key: "default", side: "prev" })];
  if (JSON.stringify(from) === JSON.stringify(to)) return [];
  return [change("default-changed", { from, to }, place, { key: "default" })];
}
