import type { Field } from "../../model.ts";
import { smallestRecord } from "../../witness/sample.ts";
import { type Breaks, type Change, change, type Place } from "../change.ts";

/** A reader that needs a field breaks on a record without it, unless it has a default to take. */
export function required(prev: Field, next: Field, place: Place): Change[] {
  if (prev.required === next.required) return [];
  const parent = place.parent!;
  const [writer, reader, direction] = next.required
    ? ([parent.prev, next, "backward"] as const)
    : ([parent.next, prev, "forward"] as const);
  const breaks: Breaks =
    reader.default === undefined
      ? { [direction]: { place: parent, values: () => [smallestRecord(writer.fields!)], by: "reading" } }
      : {};
  const { name } = next;
  return [change(next.required ? "required-added" : "required-removed", { name }, place, { key: "required", breaks })];
}
