import type { Field, Value } from "../model.ts";
import { textPatterns } from "../patterns.ts";
import type { Contract } from "../schema.ts";
import { extensionFor, type Json } from "./extension.ts";
import { type Names, type Tell, tellOf } from "./format.ts";
import { int64Pattern } from "./int64.ts";
import { EXTENSION, readField, readJsonSchema, readValue } from "./json-schema-read.ts";

/** Half a unit above the largest float: from here on a number is rounded to infinity. */
const FLOAT_LIMIT = 3.4028235677973366e38;
const NOBODY: Tell = () => undefined;

/**
 * A contract as JSON Schema (draft 2020-12). Every record that fits the contract fits the schema; the other way round too,
 * but for the decimals of a decimal that is written as a number. Objects are open, as readers ignore what they do not know.
 */
export function writeJsonSchema(contract: Contract, unsaid: Tell): Json {
  const { entity, description } = contract;
  const bare: Json = {
    $schema: "https://json-schema.org/draft/2020-12/schema",
    title: entity,
    ...(description === undefined ? {} : { description }),
    ...objectOf(contract.fields, [], unsaid),
  };
  const extension = tellOf(extensionFor(contract, readJsonSchema(bare, NOBODY)), [], unsaid);
  return extension ? { ...bare, [EXTENSION]: extension } : bare;
}

function objectOf(fields: readonly Field[], names: Names, unsaid: Tell): Json {
  const required = fields.filter((field) => field.required).map(({ name }) => name);
  return {
    type: "object",
    properties: Object.fromEntries(fields.map((field) => [field.name, fieldOf(field, [...names, field.name], unsaid)])),
    ...(required.length > 0 ? { required } : {}),
  };
}

function fieldOf(field: Field, names: Names, unsaid: Tell): Json {
  const { description, deprecated } = field;
  const bare: Json = {
    ...native(field, names, unsaid),
    ...(description === undefined ? {} : { description }),
    ...(field.default === undefined ? {} : { default: field.default }),
    ...(deprecated === undefined ? {} : { deprecated: true }),
  };
  const back = readField(bare, field.name, field.required, NOBODY);
  const extension = tellOf(extensionFor(field, back), names, unsaid);
  return extension ? { ...bare, [EXTENSION]: extension } : bare;
}

function writeValue(value: Value, names: Names, unsaid: Tell): Json {
  const bare = native(value, names, unsaid);
  const extension = tellOf(extensionFor(value, readValue(bare, names, NOBODY)), names, unsaid);
  return extension ? { ...bare, [EXTENSION]: extension } : bare;
}

function native(value: Value, names: Names, unsaid: Tell): Json {
  const written = typed(value, names, unsaid);
  const { enum: allowed } = value;
  // An int64 may come as a number and as text.
  const texts = value.type === "int64" ? (allowed ?? []).map(String) : [];
  const symbols = allowed === undefined ? {} : { enum: [...allowed, ...texts, ...(value.nullable ? [null] : [])] };
  if (!value.nullable) return { ...written, ...symbols };
  if (written.type !== undefined) return { ...written, type: [written.type, "null"].flat(), ...symbols };
  return { anyOf: [...(written.anyOf as Json[]), { type: "null" }] };
}

function typed(value: Value, names: Names, unsaid: Tell): Json {
  const { precision = 38, scale = 0 } = value;
  const string = (type: keyof typeof textPatterns, more: Json = {}): Json => ({
    type: "string",
    ...more,
    pattern: `^(?:${textPatterns[type]})$`,
  });
  switch (value.type) {
    case "string": {
      const { format } = value;
      // These formats would be read as types.
      const plain = format !== undefined && !["date", "date-time", "uuid"].includes(format);
      return { type: "string", ...(plain ? { format } : {}) };
    }
    case "boolean":
      return { type: "boolean" };
    case "int32":
      return { type: "integer", minimum: -(2 ** 31), maximum: 2 ** 31 - 1 };
    case "int64":
      return {
        type: ["integer", "string"],
        minimum: Number.MIN_SAFE_INTEGER,
        maximum: Number.MAX_SAFE_INTEGER,
        pattern: int64Pattern,
      };
    case "float":
      return { type: "number", exclusiveMinimum: -FLOAT_LIMIT, exclusiveMaximum: FLOAT_LIMIT };
    case "double":
      return { type: "number" };
    case "decimal":
      return {
        type: ["number", "string"],
        exclusiveMinimum: -(10 ** (precision - scale)),
        exclusiveMaximum: 10 ** (precision - scale),
        pattern: `^-?(?=\\d)0*\\d{0,${precision - scale}}(?:\\.(?=\\d)\\d{0,${scale}}0*)?$`,
      };
    case "date":
      return string("date", { format: "date" });
    case "time":
      return string("time");
    case "timestamp":
      return string("timestamp");
    case "timestamptz":
      return string("timestamptz", { format: "date-time" });
    case "uuid":
      return string("uuid", { format: "uuid" });
    case "bytes":
      return string("bytes", { contentEncoding: "base64" });
    case "array":
      return { type: "array", items: writeValue(value.items!, [...names, "[]"], unsaid) };
    case "map":
      return { type: "object", additionalProperties: writeValue(value.values!, [...names, "{}"], unsaid) };
    case "object":
      return objectOf(value.fields!, names, unsaid);
    case "union":
      return { anyOf: value.oneOf!.map((one, index) => writeValue(one, [...names, String(index)], unsaid)) };
  }
}
