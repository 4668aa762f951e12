import type { Field } from "../../model.ts";
import { type Change, type ChangeOptions, change, type Place } from "../change.ts";
import { held } from "./held.ts";

/** A reader must protect what the writer says is personal data. */
export function pii(prev: Field, next: Field, place: Place): Change[] {
  if (prev.pii === next.pii) return [];
  const options = (direction: "backward" | "forward", field: Field): ChangeOptions => ({
    key: "pii",
    breaks: { [direction]: held(place, field) },
  });
  return next.pii
    ? [change("pii-added", { name: next.name }, place, options("forward", next))]
    : [change("pii-removed", { name: next.name }, place, { ...options("backward", prev), side: "prev" })];
}
