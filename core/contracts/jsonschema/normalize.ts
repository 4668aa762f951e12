import { InputError } from "../../errors/index.ts";
import type { About, CombinedNode, Node, Rest } from "./node.ts";
import { References, resolve, type Target } from "./references.ts";

type Schema = Readonly<Record<string, unknown>>;
type Keys = readonly (string | number)[];

const OBJECT = [
  "properties",
  "required",
  "additionalProperties",
  "minProperties",
  "maxProperties",
  "dependencies",
  "dependentRequired",
  "dependentSchemas",
  "patternProperties",
  "propertyNames",
  "unevaluatedProperties",
];
const ARRAY = [
  "items",
  "prefixItems",
  "additionalItems",
  "minItems",
  "maxItems",
  "uniqueItems",
  "contains",
  "unevaluatedItems",
];
const NUMBER = ["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"];
const STRING = ["minLength", "maxLength", "pattern"];
const ASSERTIONS = [...OBJECT, ...ARRAY, ...NUMBER, ...STRING, "type", "enum", "const", "not", "if"];
const COMBINERS = ["allOf", "anyOf", "oneOf"] as const;
const TYPES = ["string", "number", "integer", "boolean", "null", "object", "array"];
const MAXIMUM_DEPTH = 200;

/**
 * What a JSON Schema of draft 4 to 2020-12 says. Several kinds of assertions in one schema are read as an `allOf` of
 * them, several types as an `anyOf`, which is how validators and Confluent's registry see them. Formats, `contains` and
 * `propertyNames` are left out: none of the published rules judges them.
 *
 * @throws InputError `bad-schema`, `unresolved-reference`, `cyclic-reference`, `too-deep`
 */
export function normalize(document: unknown): Node {
  const references = new References(document);
  const seen = new Map<unknown, Node>();
  const pending: (() => Node)[] = [];
  const latest = /2019-09|2020-12/.test(String((document as Schema | null)?.$schema ?? ""));

  const read = (schema: unknown, keys: Keys, base: string, depth: number): Node => {
    if (depth > MAXIMUM_DEPTH) throw bad("too-deep", `nested more than ${MAXIMUM_DEPTH} levels`, keys, "flatten it");
    if (schema === true) return { kind: "anything", keys };
    if (schema === false) return { kind: "nothing", keys };
    if (typeof schema !== "object" || schema === null || Array.isArray(schema))
      throw bad("bad-schema", "a schema is an object, true or false", keys, "write a schema here");
    const known = seen.get(schema);
    if (known !== undefined) return known;
    const node = build(schema as Schema, keys, resolve(ownId(schema as Schema), base), depth);
    seen.set(schema, node);
    return node;
  };

  const build = (schema: Schema, keys: Keys, base: string, depth: number): Node => {
    const about = aboutOf(schema, keys);
    const at = (key: string | number, ...more: (string | number)[]): Keys => [...keys, key, ...more];
    const child = (value: unknown, where: Keys): Node => read(value, where, base, depth + 1);
    if (typeof schema.$ref === "string") {
      const rest = ASSERTIONS.concat(COMBINERS).filter((key) => schema[key] !== undefined);
      const reference = follow(schema.$ref, keys, base, about, depth);
      if (rest.length === 0) return reference;
      const beside = Object.fromEntries(rest.map((key) => [key, schema[key]]));
      if (latest)
        return { kind: "combined", by: "allOf", parts: [reference, build(beside, keys, base, depth)], ...about };
      // Before 2019-09 what stands beside a reference takes the place of what it points at.
      const found = references.find(schema.$ref, base, keys);
      const merged = typeof found.schema === "object" ? { ...(found.schema as object), ...schema } : beside;
      return build(Object.fromEntries(Object.entries(merged).filter(([key]) => key !== "$ref")), keys, base, depth + 1);
    }
    const parts: Node[] = [];
    for (const by of COMBINERS) {
      const given = schema[by];
      if (given === undefined) continue;
      if (!Array.isArray(given)) throw bad("bad-schema", `${by} is a list of schemas`, at(by), "write a list");
      parts.push({ kind: "combined", by, parts: given.map((one, i) => child(one, at(by, i))), keys: at(by) });
    }
    if (schema.not !== undefined) parts.push({ kind: "not", inner: child(schema.not, at("not")), keys: at("not") });
    if (schema.const !== undefined) parts.push({ kind: "const", value: schema.const, keys: at("const") });
    if (Array.isArray(schema.enum)) parts.push({ kind: "enum", values: schema.enum, keys: at("enum") });
    if (schema.if !== undefined) parts.push({ kind: "conditional", keys: at("if") });
    parts.push(...typed(schema, keys, child));
    const [only] = parts;
    if (only === undefined) return { kind: "anything", ...about };
    if (parts.length === 1) return { ...only, ...about, keys: only.kind === "combined" ? only.keys : keys };
    return { kind: "combined", by: "allOf", parts, ...about };
  };

  const follow = (reference: string, keys: Keys, base: string, about: About, depth: number): Node => {
    let target: Target = references.find(reference, base, keys);
    const passed = new Set<unknown>();
    for (;;) {
      if (passed.has(target.schema))
        throw bad("cyclic-reference", `${reference} leads back to itself`, [...keys, "$ref"], "say what it stands for");
      passed.add(target.schema);
      const next = (target.schema as Schema | null)?.$ref;
      if (typeof next !== "string") break;
      target = references.find(next, target.base, target.keys);
    }
    const found = () => read(target.schema, target.keys, target.base, Math.min(depth, 1));
    pending.push(found);
    return { kind: "reference", target: found, ...about };
  };

  const root = read(document, [], references.root.base, 0);
  // What is wrong behind a reference is wrong, whether a comparison comes there or not.
  for (let one = pending.pop(); one !== undefined; one = pending.pop()) one();
  return root;
}

function typed(schema: Schema, keys: Keys, child: (value: unknown, where: Keys) => Node): Node[] {
  const { type } = schema;
  const one = (name: unknown): Node => {
    if (typeof name !== "string" || !TYPES.includes(name))
      throw bad(
        "unknown-type",
        `there is no type ${JSON.stringify(name)}`,
        [...keys, "type"],
        `say one of ${TYPES.join(", ")}`,
      );
    switch (name) {
      case "string":
        return stringOf(schema, keys);
      case "number":
      case "integer":
        return numberOf(schema, keys, name === "integer");
      case "object":
        return objectOf(schema, keys, child);
      case "array":
        return arrayOf(schema, keys, child);
      default:
        return { kind: name as "boolean" | "null", keys };
    }
  };
  if (Array.isArray(type))
    return [{ kind: "combined", by: "anyOf", parts: type.map(one), keys } satisfies CombinedNode];
  if (type !== undefined) return [one(type)];
  const has = (names: readonly string[]) => names.some((name) => schema[name] !== undefined);
  return [
    ...(has(STRING) ? [stringOf(schema, keys)] : []),
    ...(has(NUMBER) ? [numberOf(schema, keys, false)] : []),
    ...(has(OBJECT) ? [objectOf(schema, keys, child)] : []),
    ...(has(ARRAY) ? [arrayOf(schema, keys, child)] : []),
  ];
}

function stringOf(schema: Schema, keys: Keys): Node {
  const pattern = typeof schema.pattern === "string" ? schema.pattern : undefined;
  return { kind: "string", minLength: number(schema.minLength), maxLength: number(schema.maxLength), pattern, keys };
}

function numberOf(schema: Schema, keys: Keys, integer: boolean): Node {
  // Draft 4 says by a boolean that a bound is exclusive.
  const exclusive = (name: "minimum" | "maximum", key: "exclusiveMinimum" | "exclusiveMaximum") =>
    number(schema[key] === true ? schema[name] : schema[key]);
  return {
    kind: "number",
    integer,
    minimum: number(schema.minimum),
    maximum: number(schema.maximum),
    exclusiveMinimum: exclusive("minimum", "exclusiveMinimum"),
    exclusiveMaximum: exclusive("maximum", "exclusiveMaximum"),
    multipleOf: number(schema.multipleOf),
    keys,
  };
}

function objectOf(schema: Schema, keys: Keys, child: (value: unknown, where: Keys) => Node): Node {
  const map = (key: string): [string, unknown][] => Object.entries((schema[key] as object | undefined) ?? {});
  const dependencies = map("dependencies");
  const lists = [...dependencies.filter(([, one]) => Array.isArray(one)), ...map("dependentRequired")];
  const schemas = dependencies
    .filter(([, one]) => !Array.isArray(one))
    .map(([name, one]) => [name, one, "dependencies"]);
  for (const [name, one] of map("dependentSchemas")) schemas.push([name, one, "dependentSchemas"]);
  const required = Array.isArray(schema.required) ? schema.required.map(String) : [];
  return {
    kind: "object",
    properties: new Map(map("properties").map(([name, one]) => [name, child(one, [...keys, "properties", name])])),
    required: new Set(required),
    patterns: map("patternProperties").map(([pattern, one]) => ({
      pattern,
      node: child(one, [...keys, "patternProperties", pattern]),
    })),
    additional: restOf(schema, "additionalProperties", keys, child) ?? true,
    // Where others are named, nothing is left unevaluated.
    unevaluated:
      schema.additionalProperties === undefined ? restOf(schema, "unevaluatedProperties", keys, child) : undefined,
    dependentRequired: new Map(lists.map(([name, one]) => [name, (one as unknown[]).map(String)])),
    dependentSchemas: new Map(
      schemas.map(([name, one, key]) => [String(name), child(one, [...keys, String(key), String(name)])]),
    ),
    minProperties: number(schema.minProperties),
    maxProperties: number(schema.maxProperties),
    keys,
  };
}

function arrayOf(schema: Schema, keys: Keys, child: (value: unknown, where: Keys) => Node): Node {
  const listed = Array.isArray(schema.items) ? "items" : "prefixItems";
  const prefix = schema[listed];
  const tuple = Array.isArray(prefix) ? prefix.map((one, i) => child(one, [...keys, listed, i])) : [];
  const after = listed === "prefixItems" && tuple.length > 0 ? "items" : "additionalItems";
  const all = !Array.isArray(schema.items) && after !== "items" ? schema.items : undefined;
  return {
    kind: "array",
    items: all === undefined ? undefined : child(all, [...keys, "items"]),
    tuple,
    additional: restOf(schema, after, keys, child) ?? true,
    unevaluated: schema[after] === undefined ? restOf(schema, "unevaluatedItems", keys, child) : undefined,
    minItems: number(schema.minItems),
    maxItems: number(schema.maxItems),
    uniqueItems: schema.uniqueItems === true,
    minContains: number(schema.minContains),
    maxContains: number(schema.maxContains),
    keys,
  };
}

function restOf(
  schema: Schema,
  key: string,
  keys: Keys,
  child: (value: unknown, where: Keys) => Node,
): Rest | undefined {
  const given = schema[key];
  if (given === undefined || typeof given === "boolean") return given;
  const node = child(given, [...keys, key]);
  return node.kind === "anything" ? true : node;
}

function aboutOf(schema: Schema, keys: Keys): About {
  const about = { title: schema.title, description: schema.description, keys };
  return schema.default === undefined ? about : { ...about, default: { value: schema.default } };
}

function ownId({ $id, id, $ref }: Schema): string {
  if (typeof $ref === "string") return "";
  return typeof $id === "string" ? $id : typeof id === "string" ? id : "";
}

function number(value: unknown): number | undefined {
  return typeof value === "number" ? value : undefined;
}

function bad(code: string, message: string, keys: Keys, next: string): InputError {
  return new InputError(code, message, { field: keys.join("."), next });
}
