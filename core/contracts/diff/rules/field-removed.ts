import type { Field } from "../../model.ts";
import { smallestRecord } from "../../witness/sample.ts";
import { type Breaks, type Change, change, type Place } from "../change.ts";

/** Readers of before that must have the field, and have no default, break on every new record. */
export function fieldRemoved(field: Field, place: Place): Change[] {
  const parent = place.parent!;
  const { name, required, deprecated } = field;
  const breaks: Breaks =
    required && field.default === undefined
      ? { forward: { place: parent, values: () => [smallestRecord(parent.next.fields!)], by: "reading" } }
      : {};
  const meta = { name, required, deprecatedUntil: deprecated?.until ?? null };
  return [change("field-removed", meta, place, { side: "prev", breaks })];
}
