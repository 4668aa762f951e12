import type { Field, Value } from "../model.ts";
import type { Contract } from "../schema.ts";
import { AVRO_NAME, EXTENSION, readAvro, readAvroField, readAvroValue } from "./avro-read.ts";
import { type Extension, extensionFor, type Json } from "./extension.ts";
import { type Names, type Tell, tellOf } from "./format.ts";

const NOBODY: Tell = () => undefined;

/**
 * A contract as an Avro 1.11 record. Optional fields are unions with null; times are in microseconds. A union whose
 * branches Avro cannot tell apart is written as JSON text.
 */
export function writeAvro(contract: Contract, unsaid: Tell): Json {
  const { entity, description } = contract;
  const names = new TypeNames();
  const name = names.take(entity);
  const bare: Json = {
    type: "record",
    name,
    ...(description === undefined ? {} : { doc: description }),
    fields: fieldsOf(contract.fields, [], name, names, unsaid),
  };
  const extension = tellOf(extensionFor(contract, readAvro(bare, NOBODY)), [], unsaid);
  return extension ? { ...bare, [EXTENSION]: extension } : bare;
}

/** Gives names of types, each once in the document. */
class TypeNames {
  readonly #taken = new Set<string>();

  take(wanted: string): string {
    const parts = wanted.split(".");
    const sound = parts.every((part) => AVRO_NAME.test(part)) ? wanted : avroName(wanted);
    return unique(sound, this.#taken);
  }
}

function avroName(text: string): string {
  const name = text.replace(/[^A-Za-z0-9_]/g, "_");
  return /^[0-9]|^$/.test(name) ? `_${name}` : name;
}

function unique(name: string, taken: Set<string>): string {
  for (let number = 1; ; number++) {
    const candidate = number === 1 ? name : `${name}_${number}`;
    if (taken.has(candidate)) continue;
    taken.add(candidate);
    return candidate;
  }
}

function fieldsOf(fields: readonly Field[], names: Names, parent: string, types: TypeNames, unsaid: Tell): Json[] {
  const taken = new Set(fields.map(({ name }) => name).filter((name) => AVRO_NAME.test(name)));
  return fields.map((field) => {
    const name = AVRO_NAME.test(field.name) ? field.name : unique(avroName(field.name), taken);
    const { description } = field;
    const typeName = `${parent}_${name}`;
    const aliases = (field.aliases ?? []).filter((alias) => AVRO_NAME.test(alias));
    const bare: Json = {
      name,
      ...typeAndDefault(field, [...names, field.name], typeName, types, unsaid),
      ...(description === undefined ? {} : { doc: description }),
      ...(aliases.length > 0 ? { aliases } : {}),
    };
    const extension = tellOf(extensionFor(field, readAvroField(bare, NOBODY, [])), [...names, field.name], unsaid);
    return extension ? { ...bare, [EXTENSION]: extension } : bare;
  });
}

/** A default has to be of the first branch of a union; an absent value is null. */
function typeAndDefault(field: Field, names: Names, typeName: string, types: TypeNames, unsaid: Tell): Json {
  const branches = branchesOf(field, names, typeName, types, unsaid);
  const initial = defaultOf(field, branches);
  if (initial !== undefined)
    return {
      type: branches.length === 1 && !field.nullable ? branches[0] : [...branches, ...(field.nullable ? ["null"] : [])],
      default: initial,
    };
  if (!field.required) return { type: ["null", ...branches], default: null };
  if (field.nullable) return { type: ["null", ...branches] };
  return { type: branches.length === 1 ? branches[0] : branches };
}

/** The default as Avro writes it, where it can. */
function defaultOf(field: Field, branches: readonly unknown[]): unknown {
  const { default: given, type } = field;
  if (typeof given === "string" && type === "string") return given;
  if (typeof given === "boolean" && type === "boolean") return given;
  const number = ["int32", "int64", "float", "double"].includes(type);
  return typeof given === "number" && number && branches.length === 1 ? given : undefined;
}

function writeValue(value: Value, names: Names, typeName: string, types: TypeNames, unsaid: Tell): unknown {
  const branches = branchesOf(value, names, typeName, types, unsaid);
  const union = value.nullable || branches.length > 1;
  const whole = (some: readonly unknown[]): unknown =>
    union ? [...(value.nullable ? ["null"] : []), ...some] : some[0];
  const back = readAvroValue(whole(branches), NOBODY, names);
  const extension = tellOf(extensionFor(value, back), names, unsaid);
  if (extension === null) return whole(branches);
  // A union has no place for an attribute: its branch carries it.
  return whole([carrying(branches[0], extension), ...branches.slice(1)]);
}

function carrying(type: unknown, extension: Extension): Json {
  return { ...(typeof type === "string" ? { type } : (type as Json)), [EXTENSION]: extension };
}

/** The branches of a union, or the one type. */
function branchesOf(value: Value, names: Names, typeName: string, types: TypeNames, unsaid: Tell): unknown[] {
  if (value.type !== "union") return [typeOf(value, names, typeName, types, unsaid)];
  const kinds = value.oneOf!.map(kindOf);
  const told = value.oneOf!.every((one) => !one.nullable && one.type !== "union");
  const apart = kinds.every((kind, index) => kind === null || kinds.indexOf(kind) === index);
  if (!told || !apart) return ["string"];
  return value.oneOf!.map((one, index) =>
    writeValue(one, [...names, String(index)], `${typeName}_${index}`, types, unsaid),
  );
}

/** What Avro tells branches apart by; null for named types, which have their names. */
function kindOf(value: Value): string | null {
  if (value.type === "object" || isSymbols(value)) return null;
  const { type } = value;
  if (["int32", "date"].includes(type)) return "int";
  if (["int64", "time", "timestamp", "timestamptz"].includes(type)) return "long";
  if (["decimal", "bytes"].includes(type)) return "bytes";
  return ["string", "uuid"].includes(type) ? "string" : type;
}

function isSymbols({ type, enum: symbols, format }: Value): boolean {
  return (
    type === "string" &&
    format === undefined &&
    (symbols ?? [0]).every((one) => typeof one === "string" && AVRO_NAME.test(one))
  );
}

function typeOf(value: Value, names: Names, typeName: string, types: TypeNames, unsaid: Tell): unknown {
  const logical = (type: string, logicalType: string, more: Json = {}): Json => ({ type, logicalType, ...more });
  switch (value.type) {
    case "string":
      return isSymbols(value) ? { type: "enum", name: types.take(typeName), symbols: value.enum } : "string";
    case "boolean":
    case "float":
    case "double":
    case "bytes":
      return value.type;
    case "int32":
      return "int";
    case "int64":
      return "long";
    case "decimal": {
      const { precision, scale } = value;
      return logical("bytes", "decimal", { precision, ...(scale === undefined ? {} : { scale }) });
    }
    case "date":
      return logical("int", "date");
    case "time":
      return logical("long", "time-micros");
    case "timestamp":
      return logical("long", "local-timestamp-micros");
    case "timestamptz":
      return logical("long", "timestamp-micros");
    case "uuid":
      return logical("string", "uuid");
    case "array":
      return { type: "array", items: writeValue(value.items!, [...names, "[]"], `${typeName}_item`, types, unsaid) };
    case "map":
      return { type: "map", values: writeValue(value.values!, [...names, "{}"], `${typeName}_value`, types, unsaid) };
    case "object": {
      const name = types.take(typeName);
      return { type: "record", name, fields: fieldsOf(value.fields!, names, name, types, unsaid) };
    }
    case "union":
      return "string";
  }
}
