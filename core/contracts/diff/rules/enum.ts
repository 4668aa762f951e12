import type { Value } from "../../model.ts";
import { smallest } from "../../witness/sample.ts";
import { type Breaks, type Change, change, type Place } from "../change.ts";
import { readable } from "../type-reading.ts";

/** Values that are allowed: the reader must know each that the writer may use. */
export function enumValues(place: Place): Change[] {
  const [before, after] = [place.prev.enum, place.next.enum];
  const reads = { backward: readable(place.prev, place.next), forward: readable(place.next, place.prev) };
  const at = (values: readonly unknown[], direction: "backward" | "forward"): Breaks =>
    reads[direction] ? { [direction]: { place, values: () => values, by: "reading" } } : {};
  if (before === undefined && after === undefined) return [];
  if (before === undefined) {
    const other = otherThan(place.prev, after!);
    const breaks = at([other], "backward");
    return [change("enum-added", { values: after! }, place, { key: "enum", breaks })];
  }
  if (after === undefined) {
    const breaks = at([otherThan(place.next, before)], "forward");
    return [change("enum-removed", { values: before }, place, { key: "enum", side: "prev", breaks })];
  }
  const known = (values: readonly unknown[], value: unknown) => values.some((one) => String(one) === String(value));
  return [
    ...before
      .filter((value) => !known(after, value))
      .map((value) =>
        change("enum-value-removed", { value }, place, { key: "enum", side: "prev", breaks: at([value], "backward") }),
      ),
    ...after
      .filter((value) => !known(before, value))
      .map((value) => change("enum-value-added", { value }, place, { key: "enum", breaks: at([value], "forward") })),
  ];
}

/** A value of the type that is none of these. */
export function otherThan(value: Value, values: readonly (string | number)[]): unknown {
  const taken = new Set(values.map(String));
  const base = smallest(value);
  for (let i = 0; ; i++) {
    const other =
      typeof base === "number" ? base + i : i === 0 || value.type === "uuid" ? uuidOr(base, i) : `${base}-${i}`;
    if (!taken.has(String(other))) return other;
  }
}

function uuidOr(base: unknown, i: number): unknown {
  return i === 0 ? base : `${String(base).slice(0, -4)}${String(i).padStart(4, "0")}`;
}
