import { canonicalJson } from "../ledger/index.ts";

/** A value of a record. Big integers, decimals and instants are text, so that none loses digits on its way. */
export type Value = string | number | boolean | null | readonly Value[] | { readonly [name: string]: Value };
export type Row = Readonly<Record<string, Value>>;
/** The values of the key fields, in the order in which the mapping names them. */
export type Key = readonly Value[];

/** The two sides of a migration: the record of the version before and the record of the version after. */
export type SideName = "old" | "new";

export function otherSide(side: SideName): SideName {
  return side === "old" ? "new" : "old";
}

export function keyOf(row: Row, fields: readonly string[]): Key {
  return fields.map((field) => row[field] ?? null);
}

/** A key as text: equal keys give equal text. */
export function keyText(key: Key): string {
  return JSON.stringify(key);
}

/** A row as text, the same for the same values whatever the order of its fields (RFC 8785). */
export function rowText(row: Row): string {
  return canonicalJson(row);
}
