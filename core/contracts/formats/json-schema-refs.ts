import { isObject, type Json } from "./extension.ts";
import { type Names, unreadable } from "./format.ts";

const MAXIMUM_NODES = 100_000;
const MAXIMUM_DEPTH = 64;

/**
 * A schema without `$ref` and `allOf`: references inside the document are put in place, schemas of objects that all must
 * hold become one.
 * @throws InputError `jsonschema-reference` (outside of the document or dangling), `jsonschema-recursive`,
 *   `jsonschema-too-large`, `jsonschema-unsupported` (`allOf` of anything but objects)
 */
export function inlined(document: unknown): Json {
  if (!isObject(document))
    throw unreadable("jsonschema-unsupported", [], "it is no schema of an object", "give a JSON Schema of an object");
  let nodes = 0;
  const visit = (value: unknown, names: Names, open: readonly string[]): unknown => {
    if (++nodes > MAXIMUM_NODES || names.length > MAXIMUM_DEPTH)
      throw unreadable("jsonschema-too-large", names, "its references expand to more than is read", "split the schema");
    if (Array.isArray(value)) return value.map((one, index) => visit(one, [...names, String(index)], open));
    if (!isObject(value)) return value;
    if (typeof value.$ref !== "string" || names.at(-1) === "properties")
      return merged(
        Object.fromEntries(
          Object.entries(value)
            .filter(([key]) => key !== "$defs" && key !== "definitions")
            .map(([key, one]) => [key, DATA.has(key) ? one : visit(one, [...names, key], open)]),
        ),
        names,
      );
    const { $ref, ...beside } = value;
    if (open.includes($ref))
      throw unreadable("jsonschema-recursive", names, `${$ref} holds itself, which a contract cannot`, "unroll it");
    const target = visit(pointed(document, $ref, names), names, [...open, $ref]);
    return merged({ ...(target as Json), ...(visit(beside, names, open) as Json) }, names);
  };
  return visit(document, [], []) as Json;
}

/** Keywords whose values are records, not schemas. */
const DATA: ReadonlySet<string> = new Set(["default", "enum", "const", "examples", "x-contract"]);

function merged(schema: Json, names: Names): Json {
  // A property may be called allOf.
  if (!Array.isArray(schema.allOf) || names.at(-1) === "properties") return schema;
  const { allOf, ...rest } = schema;
  const parts = [rest, ...allOf] as Json[];
  if (parts.length === 2 && Object.keys(rest).every((key) => ["description", "title", "default"].includes(key)))
    return { ...parts[1]!, ...rest };
  if (!parts.every((part) => isObject(part) && (part === rest || isObject(part.properties))))
    throw unreadable("jsonschema-unsupported", names, "allOf of anything but objects", "write the schema out");
  return {
    ...Object.assign({}, ...parts),
    type: "object",
    properties: Object.assign({}, ...parts.map(({ properties }) => properties ?? {})),
    required: [...new Set(parts.flatMap(({ required }) => (Array.isArray(required) ? required : [])))],
  };
}

function pointed(document: Json, reference: string, names: Names): unknown {
  if (!reference.startsWith("#"))
    throw unreadable("jsonschema-reference", names, `${reference} lies outside of the document`, "bundle the schema");
  let node: unknown = document;
  for (const part of reference.slice(1).split("/").slice(1)) {
    const key = decoded(part).replaceAll("~1", "/").replaceAll("~0", "~");
    node = (isObject(node) || Array.isArray(node)) && Object.hasOwn(node, key) ? (node as Json)[key] : undefined;
  }
  if (!isObject(node))
    throw unreadable("jsonschema-reference", names, `there is nothing at ${reference}`, "correct the reference");
  return node;
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
