import { CLASSIFICATIONS, type Field } from "../../model.ts";
import { type Change, change, type Place } from "../change.ts";
import { held } from "./held.ts";

/** A reader must guard a value at least as the writer's class asks. */
export function classification(prev: Field, next: Field, place: Place): Change[] {
  const [from, to] = [prev.classification, next.classification];
  if (from === to) return [];
  if (from === undefined || to === undefined) {
    const meta = { from: from ?? null, to: to ?? null };
    return [change("classification-changed", meta, place, { key: "classification" })];
  }
  const key = "classification";
  return CLASSIFICATIONS.indexOf(to) > CLASSIFICATIONS.indexOf(from)
    ? [change("classification-raised", { from, to }, place, { key, breaks: { forward: held(place, next) } })]
    : [change("classification-lowered", { from, to }, place, { key, breaks: { backward: held(place, prev) } })];
}
