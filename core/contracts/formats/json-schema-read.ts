import { textPatterns } from "../patterns.ts";
import { extended, isObject, type Json } from "./extension.ts";
import { type Names, type Tell, unreadable } from "./format.ts";
import { int64Pattern } from "./int64.ts";
import { inlined } from "./json-schema-refs.ts";

/** Where a schema carries what JSON Schema has no keyword for. */
export const EXTENSION = "x-contract";

/** Keywords that are read, or that say nothing of a record. */
const HEARD = new Set(
  `$schema $id $anchor $comment $defs definitions title description default deprecated examples type enum const format
  pattern minimum maximum exclusiveMinimum exclusiveMaximum contentEncoding properties required items
  additionalProperties anyOf oneOf readOnly writeOnly ${EXTENSION}`.split(/\s+/),
);

/**
 * Reads JSON Schema of an object: draft 7 to 2020-12, `$ref` inside the document, `allOf` of objects.
 * @throws InputError `jsonschema-unsupported`, `jsonschema-recursive`, `jsonschema-reference`
 */
export function readJsonSchema(document: unknown, lost: Tell): Json {
  const schema = inlined(document);
  if (!isObject(schema.properties))
    throw unreadable("jsonschema-unsupported", [], "it is no schema of an object with properties", "name properties");
  tellUnheard(schema, [], lost);
  const { title, $id, description } = schema;
  const name = typeof title === "string" && title !== "" ? title : typeof $id === "string" ? nameOf($id) : undefined;
  return extended(
    {
      ...(name === undefined ? {} : { entity: name }),
      ...(typeof description === "string" ? { description } : {}),
      fields: fieldsOf(schema, [], lost),
    },
    schema[EXTENSION],
  );
}

function nameOf(id: string): string | undefined {
  return /([^/#]+?)(?:\.schema)?(?:\.json)?#?$/.exec(id)?.[1];
}

function fieldsOf(schema: Json, names: Names, lost: Tell): Json[] {
  const required = Array.isArray(schema.required) ? schema.required : [];
  if (schema.additionalProperties === false) lost({ path: names.join("."), what: "additionalProperties" });
  return Object.entries(schema.properties as Json).map(([name, one]) =>
    readField(one, name, required.includes(name), lost, [...names, name]),
  );
}

export function readField(given: unknown, name: string, required: boolean, lost: Tell, names: Names = [name]): Json {
  const schema = schemaOf(given, names);
  const { description } = schema;
  return extended(
    {
      name,
      ...bareValue(schema, names, lost),
      required,
      pii: false,
      ...(schema.default === undefined ? {} : { default: schema.default }),
      ...(typeof description === "string" ? { description } : {}),
    },
    schema[EXTENSION],
  );
}

export function readValue(given: unknown, names: Names, lost: Tell): Json {
  const schema = schemaOf(given, names);
  return extended(bareValue(schema, names, lost), schema[EXTENSION]);
}

function schemaOf(given: unknown, names: Names): Json {
  if (isObject(given)) return given;
  throw unsupported(names, "anything or nothing fits it", "give it a type");
}

function bareValue(schema: Json, names: Names, lost: Tell): Json {
  tellUnheard(schema, names, lost);
  const branches = (schema.anyOf ?? schema.oneOf) as unknown;
  if (Array.isArray(branches)) return unionOf(branches, names, lost);
  const all = typesOf(schema, names);
  const types = all.filter((type) => type !== "null");
  const nullable = types.length < all.length;
  if (types.length === 0) throw unsupported(names, "nothing but null fits it", "say which type it has");
  const kind = types.toSorted().join(" ");
  // Two types that stand for one, as they are written here.
  if (kind === "integer string" && schema.pattern === int64Pattern)
    return { type: "int64", nullable, ...symbols(schema, ["number"], names, lost) };
  const decimal = kind === "number string" ? DECIMAL.exec(String(schema.pattern)) : null;
  if (decimal) {
    const [whole, scale] = [Number(decimal[1]), Number(decimal[2])];
    return { type: "decimal", nullable, precision: whole + scale, ...(scale > 0 ? { scale } : {}) };
  }
  if (types.length > 1) {
    const oneOf = types.map((type) => bareValue({ ...schema, type }, names, lost));
    return { type: "union", nullable, oneOf };
  }
  return { nullable, ...single(types[0]!, schema, names, lost) };
}

const DECIMAL = /^\^-\?\(\?=\\d\)0\*\\d\{0,(\d+)\}\(\?:\\\.\(\?=\\d\)\\d\{0,(\d+)\}0\*\)\?\$$/;

function unionOf(branches: readonly unknown[], names: Names, lost: Tell): Json {
  const some = branches.filter((one) => !(isObject(one) && one.type === "null"));
  const nullable = some.length < branches.length;
  const oneOf = some.map((one, index) => readValue(one, [...names, String(index)], lost));
  if (oneOf.length === 0) throw unsupported(names, "nothing but null fits it", "say which type it has");
  return oneOf.length === 1
    ? { ...oneOf[0]!, nullable: nullable || oneOf[0]!.nullable === true }
    : { type: "union", nullable, oneOf };
}

function typesOf(schema: Json, names: Names): string[] {
  if (typeof schema.type === "string") return [schema.type];
  if (Array.isArray(schema.type)) return schema.type.map(String);
  if (isObject(schema.properties)) return ["object"];
  if (schema.items !== undefined) return ["array"];
  const allowed = Array.isArray(schema.enum) ? schema.enum : "const" in schema ? [schema.const] : [];
  if (allowed.length > 0)
    return [...new Set(allowed.map((one) => (one === null ? "null" : Number.isInteger(one) ? "integer" : typeof one)))];
  throw unsupported(names, "nothing says which type it has", "give it a type");
}

function single(type: string, schema: Json, names: Names, lost: Tell): Json {
  switch (type) {
    case "string":
      return stringOf(schema, names, lost);
    case "boolean":
      if ("const" in schema || "enum" in schema) lost({ path: names.join("."), what: "enum" });
      return { type: "boolean" };
    case "integer":
      return { ...integerOf(schema, names, lost), ...symbols(schema, ["number"], names, lost) };
    case "number": {
      const limit = schema.exclusiveMaximum;
      const float = typeof limit === "number" && limit > 3.4e38 && schema.exclusiveMinimum === -limit;
      if (!float) tellOf(schema, ["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"], names, lost);
      tellOf(schema, ["enum", "const"], names, lost);
      return { type: float ? "float" : "double" };
    }
    case "array":
      if (!isObject(schema.items)) throw unsupported(names, "nothing says what it holds", "give it items");
      return { type: "array", items: readValue(schema.items, [...names, "[]"], lost) };
    case "object": {
      const { properties, additionalProperties } = schema;
      if (isObject(properties) && Object.keys(properties).length > 0) {
        if (isObject(additionalProperties)) lost({ path: names.join("."), what: "additionalProperties" });
        return { type: "object", fields: fieldsOf(schema, names, lost) };
      }
      if (!isObject(additionalProperties))
        throw unsupported(names, "nothing says what it holds", "give it properties or additionalProperties");
      return { type: "map", values: readValue(additionalProperties, [...names, "{}"], lost) };
    }
    default:
      throw unsupported(names, `there is no type ${JSON.stringify(type)}`, "use a type of JSON Schema");
  }
}

const BY_FORMAT: Readonly<Record<string, string>> = { date: "date", "date-time": "timestamptz", uuid: "uuid" };
const BY_PATTERN = Object.fromEntries(
  Object.entries(textPatterns).map(([type, pattern]) => [`^(?:${pattern})$`, type]),
);

function stringOf(schema: Json, names: Names, lost: Tell): Json {
  const { format, pattern, contentEncoding } = schema;
  const type =
    BY_PATTERN[String(pattern)] ?? (contentEncoding === "base64" ? "bytes" : (BY_FORMAT[String(format)] ?? "string"));
  if (pattern !== undefined && BY_PATTERN[String(pattern)] === undefined)
    lost({ path: names.join("."), what: "pattern" });
  if (type !== "string") {
    tellOf(schema, ["enum", "const"], names, lost);
    return { type };
  }
  return {
    type,
    ...(typeof format === "string" ? { format } : {}),
    ...symbols(schema, ["string"], names, lost),
  };
}

function integerOf(schema: Json, names: Names, lost: Tell): Json {
  const [low, high] = [Number(schema.minimum ?? Number.NaN), Number(schema.maximum ?? Number.NaN)];
  const small = low >= -(2 ** 31) && high <= 2 ** 31 - 1;
  if (small && (low > -(2 ** 31) || high < 2 ** 31 - 1)) tellOf(schema, ["minimum", "maximum"], names, lost);
  if (!small) tellOf(schema, ["minimum", "maximum"], names, lost);
  tellOf(schema, ["exclusiveMinimum", "exclusiveMaximum"], names, lost);
  return { type: small ? "int32" : "int64" };
}

/** The enum, where a contract can say it. */
function symbols(schema: Json, kinds: readonly string[], names: Names, lost: Tell): Json {
  const given = Array.isArray(schema.enum) ? schema.enum : "const" in schema ? [schema.const] : null;
  if (given === null) return {};
  const allowed = [...new Set(given.filter((one) => kinds.includes(typeof one)))];
  const foreign = given.some((one) => one !== null && !kinds.includes(typeof one) && !allowed.includes(Number(one)));
  if (foreign) lost({ path: names.join("."), what: "enum" });
  return allowed.length === 0 ? {} : { enum: allowed };
}

function tellOf(schema: Json, keys: readonly string[], names: Names, lost: Tell): void {
  for (const key of keys) if (schema[key] !== undefined) lost({ path: names.join("."), what: key });
}

function tellUnheard(schema: Json, names: Names, lost: Tell): void {
  for (const key of Object.keys(schema)) if (!HEARD.has(key)) lost({ path: names.join("."), what: key });
}

function unsupported(names: Names, message: string, next: string) {
  return unreadable("jsonschema-unsupported", names, `${names.join(".") || "the schema"}: ${message}`, next);
}
