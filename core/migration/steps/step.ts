import type { Value } from "../row.ts";
import type { Fields } from "../shape.ts";

export type Draft = Record<string, Value>;

/** One part of a mapping, with its inverse. Both change the draft in place; a row passes through millions of times. */
export interface Step {
  /** Fields that it takes away and fields that it makes, on the way up. */
  readonly consumes: readonly string[];
  readonly produces: readonly string[];
  /** The fields that there are after it. `from` has all that it consumes. @throws InputError of the mapping */
  fields(from: Fields): Fields;
  /** @throws RefusedRow */
  up(draft: Draft): void;
  /** @throws RefusedRow */
  down(draft: Draft): void;
}

export function without(fields: Fields, names: readonly string[]): Fields {
  return Object.fromEntries(Object.entries(fields).filter(([name]) => !names.includes(name)));
}
