import type { Value } from "../../model.ts";
import { largest, smallest } from "../../witness/sample.ts";
import { type Breaks, type Change, change, type Place } from "../change.ts";
import type { DiffCode } from "../codes.ts";
import { type Reading, readingOf, typeText } from "../type-reading.ts";

/** Another type, or other digits of a decimal. */
export function type(place: Place): Change[] {
  const { prev, next } = place;
  if (prev.type === next.type && prev.type !== "decimal") return [];
  const [from, to] = [typeText(prev), typeText(next)];
  if (from === to) return [];
  const [backward, forward] = [readingOf(prev, next), readingOf(next, prev)];
  const breaks: Breaks = {
    backward: backward === "exact" ? undefined : { place, values: () => extremes(prev), by: "reading" },
    forward: forward === "exact" ? undefined : { place, values: () => extremes(next), by: "reading" },
  };
  return [change(codeOf(backward, forward, place), { from, to }, place, { key: "type", breaks })];
}

function codeOf(backward: Reading, forward: Reading, { prev, next }: Place): DiffCode & `${string}-${string}` {
  if (backward === "lossy" || forward === "lossy") return "precision-lost";
  if (backward === "exact") return "type-widened";
  if (forward === "exact")
    return prev.type === "decimal" && (next.scale ?? 0) < (prev.scale ?? 0) ? "precision-lost" : "type-narrowed";
  const decimals = prev.type === "decimal" && next.type === "decimal";
  return decimals && (next.scale ?? 0) < (prev.scale ?? 0) ? "precision-lost" : "type-changed";
}

/** The values that a narrower type is the least likely to hold. */
function extremes(value: Value): unknown[] {
  return value.enum === undefined ? [largest(value), smallest(value)] : [...value.enum];
}
