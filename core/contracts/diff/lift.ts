import type { Value } from "../model.ts";
import { smallest, smallestRecord } from "../witness/sample.ts";
import { type Place, writerOf } from "./change.ts";
import type { Direction } from "./direction.ts";

/**
 * A value at a place, put into the smallest value of the writer that holds it.
 *
 * @param top Where to stop; null for the whole record.
 */
export function lift(value: unknown, place: Place, direction: Direction, top: Place | null = null): unknown {
  let lifted = value;
  for (let at = place; at !== top && at.parent !== null && at.step !== null; at = at.parent) {
    const name = direction === "backward" ? at.step.prevName : at.step.nextName;
    lifted = hold(writerOf(at.parent, direction), at.step.kind, name, lifted);
  }
  return lifted;
}

function hold(writer: Value, kind: string, name: string, value: unknown): unknown {
  if (kind === "field") return { ...smallestRecord(writer.fields ?? []), [name]: value };
  if (kind === "items") return [value];
  if (kind === "values") return { key: value };
  return value;
}

/** One value that holds what two hold; undefined where none can. */
export function merge(writer: Value, a: unknown, b: unknown): unknown {
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return undefined;
  if (writer.type === "array") return [...(a as unknown[]), ...(b as unknown[])];
  if (writer.type === "map") {
    const entries = [...Object.values(a as object), ...Object.values(b as object)];
    return Object.fromEntries(entries.map((one, index) => [`key${index}`, one]));
  }
  if (writer.type !== "object") return undefined;
  const base = smallest(writer) as Record<string, unknown>;
  const merged: Record<string, unknown> = { ...(a as object), ...(b as object) };
  for (const field of writer.fields ?? []) {
    const [x, y] = [(a as Record<string, unknown>)[field.name], (b as Record<string, unknown>)[field.name]];
    if (x === undefined || y === undefined || same(x, y)) continue;
    if (same(y, base[field.name])) merged[field.name] = x;
    else if (!same(x, base[field.name])) {
      const inner = merge(field, x, y);
      if (inner === undefined) return undefined;
      merged[field.name] = inner;
    }
  }
  return merged;
}

function same(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
