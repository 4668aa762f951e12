import type { FieldType, Key, RecordMapping, Row, SideName, Value } from "../../core/migration/index.ts";

/** A name as SQL wants it; `schema.table` is two names. */
export function quoted(name: string): string {
  return name
    .split(".")
    .map((part) => `"${part.replaceAll('"', '""')}"`)
    .join(".");
}

/** The type in which a field's values are sent; Postgres casts it to the column's on assignment. */
const SENT_AS: Readonly<Record<FieldType, string>> = {
  text: "text",
  integer: "bigint",
  bigint: "bigint",
  decimal: "numeric",
  number: "double precision",
  boolean: "boolean",
  timestamp: "timestamptz",
  json: "jsonb",
};

const PARSE: Readonly<Record<FieldType, (text: string) => Value>> = {
  text: (text) => text,
  bigint: (text) => text,
  decimal: (text) => text,
  timestamp: (text) => text,
  integer: Number,
  number: Number,
  boolean: (text) => text === "t",
  json: (text) => JSON.parse(text) as Value,
};

/** One side's table, as the statements need it. */
export class Columns {
  readonly side: SideName;
  readonly table: string;
  readonly names: readonly string[];
  readonly keyNames: readonly string[];
  readonly #types: readonly FieldType[];
  readonly #keyTypes: readonly FieldType[];
  readonly #keyAt: readonly number[];
  readonly #updated: readonly string[];

  constructor(mapping: RecordMapping, side: SideName) {
    const { fields } = side === "old" ? mapping.from : mapping.to;
    this.side = side;
    this.table = quoted(mapping.tables[side]);
    this.names = Object.keys(fields);
    this.keyNames = mapping.key[side];
    this.#types = this.names.map((name) => fields[name]!.type);
    this.#keyAt = this.keyNames.map((name) => this.names.indexOf(name));
    this.#keyTypes = this.keyNames.map((name) => fields[name]!.type);
    const kept = new Set([...this.keyNames, ...mapping.insertOnly[side]]);
    this.#updated = this.names.filter((name) => !kept.has(name));
  }

  /** `a, b, c`, each behind `prefix`. */
  list(prefix = ""): string {
    return this.names.map((name) => prefix + quoted(name)).join(", ");
  }

  keyList(prefix = ""): string {
    return this.keyNames.map((name) => prefix + quoted(name)).join(", ");
  }

  /** `$n::type, …` for one row's values, from the parameter after `before`. */
  parameters(before: number): string {
    return this.#types.map((type, index) => `$${before + index + 1}::${SENT_AS[type]}`).join(", ");
  }

  /** The same for lists of values, as unnest takes them. */
  lists(before: number): string {
    return this.#types.map((type, index) => `$${before + index + 1}::${SENT_AS[type]}[]`).join(", ");
  }

  keyParameters(before: number): string {
    return this.#keyTypes.map((type, index) => `$${before + index + 1}::${SENT_AS[type]}`).join(", ");
  }

  keyLists(before: number): string {
    return this.#keyTypes.map((type, index) => `$${before + index + 1}::${SENT_AS[type]}[]`).join(", ");
  }

  /** What an insert does where the key is there: overwrites all but the insert-only fields. */
  onConflict(): string {
    const set = this.#updated.map((name) => `${quoted(name)} = excluded.${quoted(name)}`).join(", ");
    return `ON CONFLICT (${this.keyList()}) DO ${set === "" ? "NOTHING" : `UPDATE SET ${set}`}`;
  }

  /** `ARRAY[NEW."a"::text, …]`, the form in which the outbox holds a key. */
  keyTexts(prefix: string): string {
    return `ARRAY[${this.keyNames.map((name) => `${prefix}${quoted(name)}::text`).join(", ")}]`;
  }

  row(cells: readonly (string | null)[]): Row {
    const row: Record<string, Value> = {};
    for (let index = 0; index < this.names.length; index++) {
      const cell = cells[index]!;
      row[this.names[index]!] = cell === null ? null : PARSE[this.#types[index]!](cell);
    }
    return row;
  }

  /** A key out of the outbox's texts. */
  key(texts: readonly string[]): Key {
    return texts.map((text, index) => PARSE[this.#keyTypes[index]!](text));
  }

  values(row: Row): (string | null)[] {
    return this.names.map((name, index) => sent(this.#types[index]!, row[name] ?? null));
  }

  /** One array literal a column. */
  valueLists(rows: readonly Row[]): string[] {
    return this.names.map((name, index) => arrayOf(this.#types[index]!, rows, (row) => row[name] ?? null));
  }

  keyValues(key: Key): (string | null)[] {
    return key.map((value, index) => sent(this.#keyTypes[index]!, value));
  }

  keyValueLists(keys: readonly Key[]): string[] {
    return this.#keyAt.map((_, index) => arrayOf(this.#keyTypes[index]!, keys, (key) => key[index]!));
  }
}

function sent(type: FieldType, value: Value): string | null {
  if (value === null) return null;
  return type === "json" ? JSON.stringify(value) : String(value);
}

/** An array literal of Postgres. Built here, since one for each of ten thousand rows is most of a backfill's work. */
function arrayOf<T>(type: FieldType, items: readonly T[], of: (item: T) => Value): string {
  const plain =
    type === "integer" || type === "bigint" || type === "number" || type === "boolean" || type === "decimal";
  let text = "{";
  for (let index = 0; index < items.length; index++) {
    const value = sent(type, of(items[index]!));
    if (index > 0) text += ",";
    if (value === null) text += "NULL";
    else if (plain) text += value;
    else text += NEEDS_ESCAPE.test(value) ? `"${value.replace(ESCAPED, "\\$&")}"` : `"${value}"`;
  }
  return `${text}}`;
}

const NEEDS_ESCAPE = /["\\]/;
const ESCAPED = /["\\]/g;
