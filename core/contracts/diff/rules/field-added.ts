import type { Field } from "../../model.ts";
import { smallestRecord } from "../../witness/sample.ts";
import { type Breaks, type Change, change, type Place } from "../change.ts";

/** A new field that must be there, without a default, is missing in every record of before. */
export function fieldAdded(field: Field, place: Place): Change[] {
  const parent = place.parent!;
  const { name, required } = field;
  const breaks: Breaks =
    required && field.default === undefined
      ? { backward: { place: parent, values: () => [smallestRecord(parent.prev.fields!)], by: "reading" } }
      : {};
  return [change("field-added", { name, required, default: field.default !== undefined }, place, { breaks })];
}
