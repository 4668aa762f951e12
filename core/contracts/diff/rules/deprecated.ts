import type { Field } from "../../model.ts";
import { type Change, change, type Place } from "../change.ts";

/** Notice that a field goes, or that it stays. */
export function deprecated(prev: Field, next: Field, place: Place): Change[] {
  const [from, to] = [prev.deprecated?.until, next.deprecated?.until];
  if (from === to) return [];
  const { name } = next;
  if (from === undefined) return [change("deprecated-added", { name, until: to! }, place, { key: "deprecated" })];
  if (to === undefined) return [change("deprecated-removed", { name }, place, { key: "deprecated", side: "prev" })];
  return [change("deprecated-changed", { name, from, to }, place, { key: "deprecated" })];
}
