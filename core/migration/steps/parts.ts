import { InputError } from "../../errors/index.ts";
import { RefusedRow } from "../refused-row.ts";
import type { Fields } from "../shape.ts";
import { type Draft, type Step, without } from "./step.ts";

/**
 * Splits a text at the first separators into as many parts as there are names; the last takes what is left. Parts that
 * the text does not have are null. Null gives all null. The inverse joins: `a`, null → `a`. A first part that holds the
 * separator itself cannot come back and is refused on the way down.
 */
export function splitStep(from: string, into: readonly string[], separator: string): Step {
  return {
    consumes: [from],
    produces: into,
    fields: (fields) => splitFields(fields, from, into),
    up: (draft) => take(draft, from, into, separator),
    down: (draft) => join(draft, into, from, separator),
  };
}

/** The inverse of a split: joins the parts with the separator, splits on the way down. */
export function mergeStep(from: readonly string[], to: string, separator: string): Step {
  return {
    consumes: from,
    produces: [to],
    fields: (fields) => {
      for (const name of from) mustBeText(fields, name, "merge");
      const first = fields[from[0]!]!;
      return { ...without(fields, from), [to]: { ...first } };
    },
    up: (draft) => join(draft, from, to, separator),
    down: (draft) => take(draft, to, from, separator),
  };
}

function splitFields(fields: Fields, from: string, into: readonly string[]): Fields {
  mustBeText(fields, from, "split");
  const field = fields[from]!;
  const parts = into.map((name, index) => [name, { ...field, nullable: index > 0 || field.nullable }] as const);
  return { ...without(fields, [from]), ...Object.fromEntries(parts) };
}

function mustBeText(fields: Fields, name: string, step: string): void {
  if (fields[name]!.type !== "text")
    throw new InputError("mapping-type", `${step} takes text, and ${name} is ${fields[name]!.type}`, {
      field: name,
      next: "convert it to text before",
    });
}

function take(draft: Draft, from: string, into: readonly string[], separator: string): void {
  const value = draft[from];
  delete draft[from];
  if (value === null) {
    for (const name of into) draft[name] = null;
    return;
  }
  if (typeof value !== "string") throw new RefusedRow("not-splittable", from, `${from} is not text`);
  let start = 0;
  let ended = false;
  for (const [index, name] of into.entries()) {
    if (ended) {
      draft[name] = null;
      continue;
    }
    const at = index === into.length - 1 ? -1 : value.indexOf(separator, start);
    draft[name] = at < 0 ? value.slice(start) : value.slice(start, at);
    ended = at < 0;
    start = at + separator.length;
  }
}

function join(draft: Draft, from: readonly string[], to: string, separator: string): void {
  let text: string | null = null;
  let ended = false;
  for (const [index, name] of from.entries()) {
    const part = draft[name];
    delete draft[name];
    if (part === null) {
      ended = true;
      continue;
    }
    if (typeof part !== "string" || ended)
      throw new RefusedRow("not-joinable", name, `${name} is there although a part before it is not`);
    if (index < from.length - 1 && part.includes(separator))
      throw new RefusedRow("not-joinable", name, `${name} holds the separator`);
    text = text === null ? part : text + separator + part;
  }
  draft[to] = text;
}
