import { extended, isObject, type Json } from "./extension.ts";
import { type Names, type Tell, unreadable } from "./format.ts";

export const AVRO_NAME = /^[A-Za-z_][A-Za-z0-9_]*$/;
/** The attribute in which a schema carries what Avro does not say. */
export const EXTENSION = "contract";

/** Named types that were defined so far, and those that are being read. */
interface Named {
  readonly known: Map<string, Json>;
  readonly open: readonly string[];
  /** A type used in many places is written out in each. */
  nodes: number;
}

const MAXIMUM_NODES = 100_000;
const MAXIMUM_DEPTH = 64;

/**
 * Reads the schema of an Avro record. A field with a default need not be there; a default of null is none.
 * @throws InputError `avro-unsupported`, `avro-recursive`, `avro-too-large`
 */
export function readAvro(document: unknown, lost: Tell): Json {
  if (!isObject(document) || document.type !== "record" || !Array.isArray(document.fields))
    throw unsupported([], "it is no schema of a record", 'give {"type": "record", "name": …, "fields": […]}');
  const entity = fullName(document);
  const named: Named = { known: new Map(), open: [entity], nodes: 0 };
  const { doc } = document;
  return extended(
    {
      entity,
      ...(typeof doc === "string" ? { description: doc } : {}),
      fields: document.fields.map((field) => readField(field, lost, [], named, spaceOf(document))),
    },
    document[EXTENSION],
  );
}

/** One field by itself, as it was just written. */
export function readAvroField(field: Json, lost: Tell, names: Names): Json {
  return readField(field, lost, names, { known: new Map(), open: [], nodes: 0 }, "");
}

export function readAvroValue(type: unknown, lost: Tell, names: Names): Json {
  return readValue(type, lost, names, { known: new Map(), open: [], nodes: 0 }, "");
}

function readField(given: unknown, lost: Tell, path: Names, named: Named, space: string): Json {
  if (!isObject(given) || typeof given.name !== "string")
    throw unsupported(path, "a field has no name", "give it a name");
  const { name, doc, aliases, default: initial } = given;
  const names = [...path, name];
  const sound = initial === undefined || initial === null || ["string", "number", "boolean"].includes(typeof initial);
  if (!sound) lost({ path: names.join("."), what: "default" });
  if (given.order !== undefined) lost({ path: names.join("."), what: "order" });
  return extended(
    {
      name,
      ...readValue(given.type, lost, names, named, space),
      required: initial === undefined,
      pii: false,
      ...(sound && initial !== undefined && initial !== null ? { default: initial } : {}),
      ...(typeof doc === "string" ? { description: doc } : {}),
      ...(Array.isArray(aliases) && aliases.length > 0 ? { aliases: aliases.map(String) } : {}),
    },
    given[EXTENSION],
  );
}

function readValue(type: unknown, lost: Tell, names: Names, named: Named, space: string): Json {
  if (++named.nodes > MAXIMUM_NODES || names.length > MAXIMUM_DEPTH)
    throw unreadable("avro-too-large", names, "its types expand to more than is read", "split the schema");
  if (!Array.isArray(type)) return readSingle(type, lost, names, named, space);
  const some = type.filter((one) => one !== "null");
  const nullable = some.length < type.length;
  if (some.length === 0) throw unsupported(names, "nothing but null fits it", "say which type it has");
  // What a single branch carries, it carries for the whole.
  if (some.length === 1) {
    const [one] = some;
    const [bare, extension] = isObject(one) ? [{ ...one, [EXTENSION]: undefined }, one[EXTENSION]] : [one, undefined];
    return extended({ ...readSingle(bare, lost, names, named, space), nullable }, extension);
  }
  const oneOf = some.map((one, index) => readSingle(one, lost, [...names, String(index)], named, space));
  return { type: "union", nullable, oneOf };
}

const PRIMITIVES: Readonly<Record<string, string>> = {
  string: "string",
  boolean: "boolean",
  int: "int32",
  long: "int64",
  float: "float",
  double: "double",
  bytes: "bytes",
};

const LOGICAL: Readonly<Record<string, string>> = {
  "int date": "date",
  "int time-millis": "time",
  "long time-micros": "time",
  "long local-timestamp-millis": "timestamp",
  "long local-timestamp-micros": "timestamp",
  "long local-timestamp-nanos": "timestamp",
  "long timestamp-millis": "timestamptz",
  "long timestamp-micros": "timestamptz",
  "long timestamp-nanos": "timestamptz",
  "string uuid": "uuid",
  "fixed uuid": "uuid",
};

function readSingle(given: unknown, lost: Tell, names: Names, named: Named, space: string): Json {
  if (typeof given === "string") return readName(given, lost, names, named, space);
  if (!isObject(given)) throw unsupported(names, "it has no type", "give it a type");
  if (isObject(given.type) || Array.isArray(given.type)) {
    if (given[EXTENSION] === undefined) return readValue(given.type, lost, names, named, space);
    throw unsupported(names, "a type within a type", "write the inner type in its place");
  }
  return extended(readShape(given, lost, names, named, space), given[EXTENSION]);
}

function readName(name: string, lost: Tell, names: Names, named: Named, space: string): Json {
  const primitive = PRIMITIVES[name];
  if (primitive !== undefined) return { type: primitive, nullable: false };
  const candidates = name.includes(".") || space === "" ? [name] : [`${space}.${name}`, name];
  for (const full of candidates) {
    if (named.open.includes(full))
      throw unreadable("avro-recursive", names, `${full} holds itself, which a contract cannot`, "unroll it");
    const known = named.known.get(full);
    if (known) return readSingle(known, lost, names, named, full.includes(".") ? full.replace(/\.[^.]*$/, "") : "");
  }
  throw unsupported(names, `there is no type ${JSON.stringify(name)}`, "define it before it is used");
}

function readShape(given: Json, lost: Tell, names: Names, named: Named, space: string): Json {
  const { type, logicalType } = given;
  const tell = (what: string): void => lost({ path: names.join("."), what });
  if (logicalType === "decimal" && (type === "bytes" || type === "fixed") && Number.isInteger(given.precision))
    return {
      type: "decimal",
      nullable: false,
      precision: given.precision,
      ...(given.scale === undefined ? {} : { scale: given.scale }),
    };
  const logical = LOGICAL[`${String(type)} ${String(logicalType)}`];
  if (logical !== undefined) {
    if (/millis|nanos/.test(String(logicalType)) || type === "fixed") tell("logicalType");
    return { type: logical, nullable: false };
  }
  if (logicalType !== undefined) tell("logicalType");
  switch (type) {
    case "array":
      return { type, nullable: false, items: readValue(given.items, lost, [...names, "[]"], named, space) };
    case "map":
      return { type, nullable: false, values: readValue(given.values, lost, [...names, "{}"], named, space) };
    case "fixed":
      define(given, named, names, space);
      tell("size");
      return { type: "bytes", nullable: false };
    case "enum":
      define(given, named, names, space);
      if (given.default !== undefined) tell("default");
      return { type: "string", nullable: false, enum: given.symbols };
    case "record": {
      const name = define(given, named, names, space);
      const inner: Named = Object.assign(Object.create(named) as Named, { open: [...named.open, name] });
      const fields = Array.isArray(given.fields) ? given.fields : [];
      if (given.doc !== undefined) tell("doc");
      const read = fields.map((field) => readField(field, lost, names, inner, spaceOf(given, space)));
      named.nodes = inner.nodes;
      return { type: "object", nullable: false, fields: read };
    }
    default:
      return readName(String(type), lost, names, named, space);
  }
}

function define(given: Json, named: Named, names: Names, space: string): string {
  if (typeof given.name !== "string") throw unsupported(names, `a ${String(given.type)} has no name`, "give it a name");
  const name = fullName(given, space);
  named.known.set(name, given);
  return name;
}

function fullName({ name, namespace }: Json, space = ""): string {
  const [own, around] = [String(name), typeof namespace === "string" ? namespace : space];
  return own.includes(".") || around === "" ? own : `${around}.${own}`;
}

function spaceOf(given: Json, space = ""): string {
  const name = fullName(given, space);
  return name.includes(".") ? name.replace(/\.[^.]*$/, "") : "";
}

function unsupported(names: Names, message: string, next: string) {
  return unreadable("avro-unsupported", names, `${names.join(".") || "the schema"}: ${message}`, next);
}
