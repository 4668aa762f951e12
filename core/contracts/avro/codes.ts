import type { AvroCode } from "./compare.ts";

type Meta = Readonly<Record<string, unknown>>;

/** How each difference reads, after the name of the place; about who reads. */
export const avroTexts: Readonly<Record<AvroCode, (meta: Meta) => string>> = {
  "name-mismatch": ({ from, to }) => `is called ${to}, which is neither ${from} nor has it as an alias`,
  "fixed-size-mismatch": ({ from, to }) => `has ${to} bytes, not ${from}`,
  "decimal-mismatch": () => "is a decimal of other digits than the writer's",
  "enum-symbols-missing": ({ symbols }) => `does not know ${list(symbols)}, and has no default`,
  "enum-symbols-defaulted": ({ symbols }) => `takes its default for ${list(symbols)}`,
  "field-without-default": () => "is not written, and has no default",
  "field-defaulted": () => "is not written, and has a default",
  "field-ambiguous": ({ sources }) => `may be any of ${list(sources)}`,
  "field-ignored": () => "is written and not read",
  "field-by-alias": ({ from }) => `is written as ${from}`,
  "type-mismatch": ({ from, to }) => `is ${to}, and ${from} is written`,
  "type-promoted": ({ from, to }) => `is ${to}, as which ${from} is read`,
  "precision-lost": ({ from, to }) => `is ${to}, as which ${from} is read with a loss of digits`,
  "union-branch-missing": ({ type }) => `has no branch for ${type}`,
};

function list(values: unknown): string {
  return (values as readonly unknown[]).join(", ");
}
