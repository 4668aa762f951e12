import { InputError } from "../../errors/index.ts";
import { nearest } from "../../text/index.ts";
import {
  type AvroField,
  type AvroNode,
  type Decimal,
  type Enumeration,
  type Fixed,
  type Named,
  PRIMITIVES,
  type Primitive,
  type RecordOf,
} from "./node.ts";

type Json = Readonly<Record<string, unknown>>;
type Keys = readonly (string | number)[];

const MAXIMUM_DEPTH = 200;

/**
 * Reads an Avro schema whole: names with their namespaces, references to named types, recursion.
 *
 * @throws InputError `bad-schema`, `unknown-type`, `duplicate-name`, `duplicate-field`, `too-deep`, with the place
 */
export function parseAvro(document: unknown): AvroNode {
  const known = new Map<string, AvroNode>();

  const read = (schema: unknown, keys: Keys, space: string, depth: number): AvroNode => {
    if (depth > MAXIMUM_DEPTH) throw bad("too-deep", `nested more than ${MAXIMUM_DEPTH} levels`, keys, "flatten it");
    if (typeof schema === "string") return referred(schema, keys, space);
    if (Array.isArray(schema))
      return { kind: "union", branches: schema.map((one, i) => read(one, [...keys, i], space, depth + 1)), keys };
    if (typeof schema !== "object" || schema === null)
      throw bad("bad-schema", "a schema is a name, an object or a list", keys, "write a schema here");
    const given = schema as Json;
    const { type } = given;
    switch (type) {
      case "array":
        return { kind: "array", items: read(given.items, [...keys, "items"], space, depth + 1), keys };
      case "map":
        return { kind: "map", values: read(given.values, [...keys, "values"], space, depth + 1), keys };
      case "fixed":
        return define(
          given,
          keys,
          space,
          (named): Fixed => ({
            kind: "fixed",
            size: whole(given.size, [...keys, "size"]),
            decimal: decimalOf(given),
            ...named,
          }),
        );
      case "enum":
        return define(
          given,
          keys,
          space,
          (named): Enumeration => ({
            kind: "enum",
            symbols: list(given.symbols, [...keys, "symbols"]).map(String),
            default: typeof given.default === "string" ? given.default : undefined,
            ...named,
          }),
        );
      case "record":
      case "error":
        return recordOf(given, keys, space, depth);
      default: {
        const node = read(type, [...keys, "type"], space, depth + 1);
        return PRIMITIVES.includes(node.kind as Primitive["kind"])
          ? { ...(node as Primitive), decimal: decimalOf(given) }
          : node;
      }
    }
  };

  const referred = (name: string, keys: Keys, space: string): AvroNode => {
    if (PRIMITIVES.includes(name as Primitive["kind"])) return { kind: name as Primitive["kind"], keys };
    const found = known.get(name.includes(".") || space === "" ? name : `${space}.${name}`) ?? known.get(name);
    if (found !== undefined) return found;
    const words = [...PRIMITIVES, "record", "enum", "fixed", "array", "map", ...known.keys()];
    const near = nearest(name, words);
    throw bad(
      "unknown-type",
      `there is no type ${JSON.stringify(name)}`,
      keys,
      near ? `write ${near}` : "define it before",
    );
  };

  const define = <N extends AvroNode>(given: Json, keys: Keys, space: string, make: (named: Named) => N): N => {
    const named = nameOf(given, keys, space);
    if (known.has(named.fullName))
      throw bad("duplicate-name", `${named.fullName} is defined already`, [...keys, "name"], "rename one of the two");
    const node = make(named);
    known.set(named.fullName, node);
    return node;
  };

  const recordOf = (given: Json, keys: Keys, space: string, depth: number): AvroNode => {
    const fields: AvroField[] = [];
    const record = define(given, keys, space, (named): RecordOf => ({ kind: "record", fields, ...named }));
    const own = record.fullName.includes(".") ? record.fullName.slice(0, record.fullName.lastIndexOf(".")) : "";
    const names = new Set<string>();
    for (const [i, one] of list(given.fields, [...keys, "fields"]).entries()) {
      const at = [...keys, "fields", i];
      const field = one as Json;
      if (typeof field !== "object" || field === null || typeof field.name !== "string")
        throw bad("bad-schema", "a field has a name and a type", at, "give it a name");
      if (names.has(field.name))
        throw bad("duplicate-field", `${field.name} is a field already`, [...at, "name"], "rename one of the two");
      names.add(field.name);
      const type = read(field.type, [...at, "type"], own, depth + 1);
      const aliases = Array.isArray(field.aliases) ? field.aliases.map(String) : [];
      const initial = field.default === undefined ? {} : { default: { value: field.default } };
      fields.push({ name: field.name, aliases, type, keys: at, ...initial });
    }
    return record;
  };
  return read(document, [], "", 0);
}

function nameOf(given: Json, keys: Keys, space: string): Named {
  if (typeof given.name !== "string")
    throw bad("bad-schema", `a ${String(given.type)} needs a name`, keys, "give it a name");
  const own = typeof given.namespace === "string" ? given.namespace : space;
  const full = (name: string, within: string): string =>
    name.includes(".") || within === "" ? name : `${within}.${name}`;
  const fullName = full(given.name, own);
  const at = fullName.lastIndexOf(".");
  const aliases = Array.isArray(given.aliases) ? given.aliases.map(String) : [];
  return {
    name: fullName.slice(at + 1),
    fullName,
    aliases: aliases.map((alias) => full(alias, at === -1 ? "" : fullName.slice(0, at))),
    keys,
  };
}

function decimalOf({ logicalType, precision, scale }: Json): Decimal | undefined {
  if (logicalType !== "decimal" || typeof precision !== "number") return undefined;
  return { precision, scale: typeof scale === "number" ? scale : 0 };
}

function list(value: unknown, keys: Keys): readonly unknown[] {
  if (!Array.isArray(value)) throw bad("bad-schema", "must be a list", keys, "write a list");
  return value;
}

function whole(value: unknown, keys: Keys): number {
  if (typeof value !== "number" || !Number.isInteger(value) || value < 0)
    throw bad("bad-schema", "must be a whole number of bytes", keys, "write a number");
  return value;
}

function bad(code: string, message: string, keys: Keys, next: string): InputError {
  return new InputError(code, message, { field: keys.join("."), next });
}
