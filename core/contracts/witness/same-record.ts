import type { Field } from "../model.ts";
import type { Contract } from "../schema.ts";
import { another, smallest } from "./sample.ts";

type Keyed = Pick<Contract, "fields" | "keys">;

/**
 * A second record that the writer tells from this one and the reader does not: it differs in a field that only the
 * writer names records by, or, where the writer names them by nothing, not at all. Null when the reader tells them apart.
 */
export function mistakenFor(
  writer: Keyed,
  reader: Keyed,
  record: Readonly<Record<string, unknown>>,
): Record<string, unknown> | null {
  if (reader.keys === undefined) return null;
  if (writer.keys === undefined) return { ...record };
  const seen = new Set(
    reader.keys.map((key) =>
      writtenAs(
        reader.fields.find(({ name }) => name === key),
        writer.fields,
      ),
    ),
  );
  for (const key of writer.keys) {
    const field = writer.fields.find(({ name }) => name === key);
    if (seen.has(key) || field === undefined) continue;
    const other = [another(field), smallest(field)].find((one) => JSON.stringify(one) !== JSON.stringify(record[key]));
    if (other !== undefined) return { ...record, [key]: other };
  }
  return null;
}

function writtenAs(reader: Field | undefined, writer: readonly Field[]): string | undefined {
  const names = reader === undefined ? [] : [reader.name, ...(reader.aliases ?? [])];
  return names.find((name) => writer.some((field) => field.name === name));
}
