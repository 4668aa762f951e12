import type { Field, Value } from "../model.ts";
import type { Contract } from "../schema.ts";
import { extensionFor, type Json } from "./extension.ts";
import { type Names, type Tell, tellOf } from "./format.ts";
import { EXTENSION, readOdcs, readProperty } from "./odcs-read.ts";

const NOBODY: Tell = () => undefined;

/** A contract as an Open Data Contract Standard v3.1 document with one object. */
export function writeOdcs(contract: Contract, unsaid: Tell): Json {
  const { entity, version, owner, description, purpose, retention, sla = {} } = contract;
  const times = (["read_p95_ms", "write_p95_ms"] as const).flatMap((name) =>
    sla[name] === undefined ? [] : [{ property: name.replace(/_ms$/, ""), value: sla[name], unit: "ms" }],
  );
  const agreed = [...times, ...(retention === undefined ? [] : [{ property: "retention", value: retention }])];
  const bare: Json = {
    apiVersion: "v3.1.0",
    kind: "DataContract",
    id: entity,
    name: entity,
    version: String(version),
    status: "active",
    ...(purpose === undefined ? {} : { description: { purpose: purpose.join(", ") } }),
    ...(owner === undefined ? {} : { team: { name: owner } }),
    schema: [
      {
        name: entity,
        logicalType: "object",
        ...(description === undefined ? {} : { description }),
        properties: propertiesOf(contract.fields, [], contract.keys ?? [], unsaid),
      },
    ],
    ...(agreed.length > 0 ? { slaProperties: agreed } : {}),
  };
  const extension = tellOf(extensionFor(contract, readOdcs(bare, NOBODY, {})), [], unsaid);
  return extension ? { ...bare, customProperties: [{ property: EXTENSION, value: extension }] } : bare;
}

function propertiesOf(fields: readonly Field[], names: Names, keys: readonly string[], unsaid: Tell): Json[] {
  return fields.map((field) => {
    const position = keys.indexOf(field.name);
    const bare: Json = {
      name: field.name,
      ...native(field, [...names, field.name], unsaid),
      required: field.required && !field.nullable,
      ...(field.description === undefined ? {} : { description: field.description }),
      ...(field.classification === undefined ? {} : { classification: field.classification }),
      ...(position < 0 ? {} : { primaryKey: true, primaryKeyPosition: position + 1 }),
    };
    return carrying(bare, field, readProperty(bare, NOBODY, []), [...names, field.name], unsaid);
  });
}

/** What an array holds is a property too, with a name of no meaning. */
function itemOf(value: Value, names: Names, unsaid: Tell): Json {
  const bare: Json = { name: "item", ...native(value, names, unsaid), required: !value.nullable };
  const { name: _, required: __, pii: ___, ...back } = readProperty(bare, NOBODY, []);
  return carrying(bare, value, back, names, unsaid);
}

function carrying(bare: Json, original: object, back: Json, names: Names, unsaid: Tell): Json {
  const extension = tellOf(extensionFor(original, back), names, unsaid);
  return extension ? { ...bare, customProperties: [{ property: EXTENSION, value: extension }] } : bare;
}

function native(value: Value, names: Names, unsaid: Tell): Json {
  const symbols = value.enum;
  return {
    ...typed(value, names, unsaid),
    ...(symbols === undefined
      ? {}
      : { quality: [{ type: "library", metric: "invalidValues", arguments: { validValues: symbols }, mustBe: 0 }] }),
  };
}

function typed(value: Value, names: Names, unsaid: Tell): Json {
  const of = (logicalType: string, logicalTypeOptions?: Json): Json => ({
    logicalType,
    ...(logicalTypeOptions === undefined ? {} : { logicalTypeOptions }),
  });
  switch (value.type) {
    case "string":
      return of("string", value.format === undefined ? undefined : { format: value.format });
    case "boolean":
    case "date":
      return of(value.type);
    case "int32":
      return of("integer", { format: "i32" });
    case "int64":
      return of("integer", { format: "i64" });
    case "float":
      return of("number", { format: "f32" });
    case "double":
      return of("number", { format: "f64" });
    case "decimal":
      return { ...of("number"), physicalType: `decimal(${value.precision}, ${value.scale ?? 0})` };
    case "time":
      return of("time", { timezone: false });
    case "timestamp":
      return of("timestamp", { timezone: false });
    case "timestamptz":
      return of("timestamp", { timezone: true });
    case "uuid":
      return of("string", { format: "uuid" });
    case "bytes":
      return of("string", { format: "byte" });
    case "array":
      return { ...of("array"), items: itemOf(value.items!, [...names, "[]"], unsaid) };
    case "object":
      return { ...of("object"), properties: propertiesOf(value.fields!, names, [], unsaid) };
    // Neither has a logical type: what they are is carried beside.
    case "map":
      return { ...of("object"), physicalType: "map" };
    case "union":
      return { ...of("object"), physicalType: "union" };
  }
}
