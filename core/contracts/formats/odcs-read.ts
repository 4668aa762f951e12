import { CLASSIFICATIONS } from "../model.ts";
import { extended, isObject, type Json } from "./extension.ts";
import { type Names, type ReadOptions, type Tell, unreadable } from "./format.ts";

/** The custom property that carries what ODCS does not say. */
export const EXTENSION = "maestroContract";

/** What a document says that a contract has no place for. */
const LOST = ["servers", "support", "price", "roles", "dataProduct", "domain", "tenant", "tags"] as const;
const LOST_OF_PROPERTIES = ["unique", "partitioned", "encryptedName", "transformLogic", "relationships"] as const;

/**
 * Reads an Open Data Contract Standard v3 document.
 * @throws InputError `odcs-unsupported`, `odcs-object` when it holds several objects and none is named
 */
export function readOdcs(document: unknown, lost: Tell, options: ReadOptions): Json {
  if (!isObject(document) || document.kind !== "DataContract" || !/^v3\./.test(String(document.apiVersion)))
    throw unsupported([], "it is no Open Data Contract of version 3", "give kind: DataContract, apiVersion: v3.1.0");
  const object = objectOf(document, options.entity);
  for (const key of LOST) if (document[key] !== undefined) lost({ path: "", what: key });
  const properties = object.properties as readonly Json[];
  const keys = properties
    .filter(({ primaryKey }) => primaryKey === true)
    .toSorted((a, b) => Number(a.primaryKeyPosition ?? 0) - Number(b.primaryKeyPosition ?? 0))
    .map(({ name }) => String(name));
  const { description } = object;
  const purpose = isObject(document.description) ? document.description.purpose : undefined;
  const team = isObject(document.team) ? document.team.name : undefined;
  return extended(
    {
      entity: String(object.name),
      ...(document.version === undefined ? {} : { version: versionOf(String(document.version)) }),
      ...(typeof team === "string" ? { owner: team } : {}),
      ...(typeof description === "string" ? { description } : {}),
      ...(typeof purpose === "string" && purpose !== "" ? { purpose: purpose.split(/,\s*/) } : {}),
      fields: properties.map((property) => readProperty(property, lost, [])),
      ...(keys.length > 0 ? { keys } : {}),
      ...agreed(document, lost),
    },
    customOf(document),
  );
}

function objectOf(document: Json, entity: string | undefined): Json {
  const objects = Array.isArray(document.schema) ? document.schema.filter(isObject) : [];
  const named = entity === undefined ? objects : objects.filter(({ name }) => name === entity);
  const names = objects.map(({ name }) => String(name)).join(", ");
  if (named.length !== 1)
    throw unreadable("odcs-object", [], `the document holds ${names || "no object"}`, `add --entity with one of them`);
  const [object] = named as [Json];
  if (!Array.isArray(object.properties) || object.properties.length === 0 || !object.properties.every(isObject))
    throw unsupported([String(object.name)], "it has no properties", "give it properties");
  return object;
}

function versionOf(text: string): string | number {
  return /^[1-9]\d*$/.test(text) ? Number(text) : text;
}

function agreed(document: Json, lost: Tell): Json {
  const given = Array.isArray(document.slaProperties) ? document.slaProperties.filter(isObject) : [];
  const sla: Record<string, unknown> = {};
  let retention: unknown;
  for (const { property, value, unit } of given) {
    if ((property === "read_p95" || property === "write_p95") && typeof value === "number" && unit === "ms")
      sla[`${property}_ms`] = value;
    else if (property === "retention" && (typeof value === "string" || typeof value === "number"))
      retention = retentionOf(value, unit);
    else lost({ path: "", what: `slaProperties.${String(property)}` });
  }
  return {
    ...(Object.keys(sla).length > 0 ? { sla } : {}),
    ...(retention === undefined ? {} : { retention }),
  };
}

const UNITS: Readonly<Record<string, string>> = {
  d: "D",
  day: "D",
  days: "D",
  w: "W",
  m: "M",
  y: "Y",
  yr: "Y",
  years: "Y",
};

function retentionOf(value: string | number, unit: unknown): string {
  const letter = UNITS[String(unit)];
  return letter !== undefined && /^\d+$/.test(String(value)) ? `P${value}${letter}` : String(value);
}

export function readProperty(given: Json, lost: Tell, path: Names): Json {
  if (typeof given.name !== "string") throw unsupported(path, "a property has no name", "give it a name");
  const names = [...path, given.name];
  for (const key of LOST_OF_PROPERTIES) if (given[key] !== undefined) lost({ path: names.join("."), what: key });
  const { description, classification } = given;
  const known = (CLASSIFICATIONS as readonly unknown[]).includes(classification);
  if (classification !== undefined && !known) lost({ path: names.join("."), what: "classification" });
  return extended(
    {
      name: given.name,
      ...readType(given, names, lost),
      nullable: given.required !== true,
      required: given.required === true,
      pii: false,
      ...(known ? { classification } : {}),
      ...(typeof description === "string" ? { description } : {}),
    },
    customOf(given),
  );
}

function readType(given: Json, names: Names, lost: Tell): Json {
  const options = isObject(given.logicalTypeOptions) ? given.logicalTypeOptions : {};
  for (const key of Object.keys(options))
    if (key !== "format" && key !== "timezone") lost({ path: names.join("."), what: key });
  const { format, timezone } = options;
  switch (given.logicalType) {
    case "boolean":
    case "date":
    case "time":
      return { type: given.logicalType };
    case "timestamp":
      return { type: timezone === false ? "timestamp" : "timestamptz" };
    case "integer":
      return {
        type: format === "i64" || format === "u32" ? "int64" : "int32",
        ...symbols(given, "number", names, lost),
      };
    case "number": {
      const decimal = /^(?:decimal|numeric)\s*\((\d+)(?:,\s*(\d+))?\)$/i.exec(String(given.physicalType));
      if (decimal === null) return { type: format === "f32" ? "float" : "double" };
      const scale = Number(decimal[2] ?? 0);
      return { type: "decimal", precision: Number(decimal[1]), ...(scale > 0 ? { scale } : {}) };
    }
    case "string":
      if (format === "uuid") return { type: "uuid" };
      if (format === "byte" || format === "binary") return { type: "bytes" };
      return {
        type: "string",
        ...(typeof format === "string" ? { format } : {}),
        ...symbols(given, "string", names, lost),
      };
    case "array": {
      if (!isObject(given.items)) throw unsupported(names, "nothing says what it holds", "give it items");
      const inner = readProperty({ name: "[]", ...given.items }, lost, names);
      const { name: _, required: __, pii: ___, description: ____, classification: _____, ...items } = inner;
      return { type: "array", items };
    }
    case "object": {
      const { properties } = given;
      if (given.physicalType === "map" || given.physicalType === "union") return { type: given.physicalType };
      if (!Array.isArray(properties) || properties.length === 0 || !properties.every(isObject))
        throw unsupported(names, "nothing says what it holds", "give it properties");
      return { type: "object", fields: properties.map((one) => readProperty(one, lost, names)) };
    }
    default:
      throw unsupported(names, `there is no logical type ${JSON.stringify(given.logicalType)}`, "give a logicalType");
  }
}

/** The values that a rule of the library allows, where no other is. */
function symbols(given: Json, kind: string, names: Names, lost: Tell): Json {
  const rules = Array.isArray(given.quality) ? given.quality.filter(isObject) : [];
  const rule = rules.find(({ metric, mustBe }) => metric === "invalidValues" && mustBe === 0);
  const allowed = isObject(rule?.arguments) ? rule.arguments.validValues : undefined;
  const sound = Array.isArray(allowed) && allowed.length > 0 && allowed.every((one) => typeof one === kind);
  if (rules.length > (sound ? 1 : 0)) lost({ path: names.join("."), what: "quality" });
  return sound ? { enum: allowed } : {};
}

function customOf(given: Json): unknown {
  const custom = Array.isArray(given.customProperties) ? given.customProperties.filter(isObject) : [];
  return custom.find(({ property }) => property === EXTENSION)?.value;
}

function unsupported(names: Names, message: string, next: string) {
  return unreadable("odcs-unsupported", names, `${names.join(".") || "the document"}: ${message}`, next);
}
