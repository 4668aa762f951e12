import type { JsonSchemaCode } from "./codes.ts";
import { allFine, type Comparison, compareBound } from "./comparison.ts";
import type { Node, ObjectNode, Rest } from "./node.ts";
import { compareRest } from "./rest.ts";

/**
 * Objects. What matters most is the content model: an open one may hold anything under a name that it does not list, a
 * closed one nothing, a partially open one what its patterns or its schema of others let pass.
 */
export function compareObjects(comparison: Comparison, writer: ObjectNode, reader: ObjectNode): void {
  for (const name of new Set([...writer.properties.keys(), ...reader.properties.keys()])) {
    const [before, after] = [writer.properties.get(name), reader.properties.get(name)];
    if (before === undefined) propertyAdded(comparison, name, writer, reader, after!);
    else if (after === undefined) propertyRemoved(comparison, name, writer, reader, before);
    else {
      required(comparison, name, writer, reader, after);
      comparison.compare(before, after, name);
    }
  }
  for (const name of reader.required)
    if (!writer.required.has(name) && !writer.properties.has(name) && !reader.properties.has(name))
      comparison.add("required-unnamed", writer, reader, name);
  dependencies(comparison, writer, reader);
  compareRest(comparison, "additional", writer, reader, writer.additional, reader.additional);
  compareRest(comparison, "unevaluated", writer, reader, writer.unevaluated ?? true, reader.unevaluated ?? true);
  compareBound(comparison, "min-properties", writer, reader, writer.minProperties, reader.minProperties);
  compareBound(comparison, "max-properties", writer, reader, writer.maxProperties, reader.maxProperties);
}

function required(comparison: Comparison, name: string, writer: ObjectNode, reader: ObjectNode, after: Node): void {
  const [was, is] = [writer.required.has(name), reader.required.has(name)];
  if (was === is) return;
  const code = was ? "required-removed" : hasDefault(after) ? "required-with-default-added" : "required-added";
  comparison.add(code, writer, reader, name);
}

function hasDefault(node: Node): boolean {
  return node.default !== undefined || (node.kind === "reference" && hasDefault(node.target()));
}

function propertyAdded(
  comparison: Comparison,
  name: string,
  writer: ObjectNode,
  reader: ObjectNode,
  after: Node,
): void {
  const add = (code: JsonSchemaCode): void => comparison.add(code, writer, reader, name);
  const model = restFor(writer, name);
  if (model === true) {
    add(isAnything(after) ? "property-empty-added-to-open" : "property-added-to-open");
    return;
  }
  if (model !== false) {
    const found = comparison.differences(model, after, name);
    comparison.take(found);
    add(allFine(found) ? "property-added-covered" : "property-added-not-covered");
  }
  if (!reader.required.has(name)) add("property-optional-added");
  else add(hasDefault(after) ? "property-required-with-default-added" : "property-required-added");
}

function propertyRemoved(
  comparison: Comparison,
  name: string,
  writer: ObjectNode,
  reader: ObjectNode,
  before: Node,
): void {
  comparison.add(removal(comparison, name, restFor(reader, name), before), writer, reader, name);
}

function removal(comparison: Comparison, name: string, model: Rest, before: Node): JsonSchemaCode {
  if (model === true) return "property-removed-from-open";
  if (model === false) return before.kind === "nothing" ? "property-false-removed" : "property-removed-from-closed";
  const found = comparison.differences(before, model, name);
  comparison.take(found);
  return allFine(found) ? "property-removed-covered" : "property-removed-not-covered";
}

/** What an object takes under a name that it does not list. */
function restFor({ patterns, additional, unevaluated }: ObjectNode, name: string): Rest {
  const match = patterns.find(({ pattern }) => matches(pattern, name));
  if (match !== undefined) return match.node;
  return additional === true ? (unevaluated ?? patterns.length === 0) : additional;
}

function matches(pattern: string, name: string): boolean {
  try {
    return new RegExp(pattern, "u").test(name);
  } catch {
    return false;
  }
}

function isAnything(node: Node): boolean {
  return node.kind === "anything" || (node.kind === "reference" && isAnything(node.target()));
}

function dependencies(comparison: Comparison, writer: ObjectNode, reader: ObjectNode): void {
  for (const name of new Set([...writer.dependentRequired.keys(), ...reader.dependentRequired.keys()])) {
    const [before, after] = [writer.dependentRequired.get(name), reader.dependentRequired.get(name)];
    const add = (how: "added" | "removed" | "extended" | "narrowed" | "changed") =>
      comparison.add(`dependency-${how}`, writer, reader, name);
    if (before === undefined) add("added");
    else if (after === undefined) add("removed");
    else {
      const [more, fewer] = [before.every((one) => after.includes(one)), after.every((one) => before.includes(one))];
      if (!more || !fewer) add(more ? "extended" : fewer ? "narrowed" : "changed");
    }
  }
  for (const name of new Set([...writer.dependentSchemas.keys(), ...reader.dependentSchemas.keys()])) {
    const [before, after] = [writer.dependentSchemas.get(name), reader.dependentSchemas.get(name)];
    if (before === undefined) comparison.add("dependency-schema-added", writer, reader, name);
    else if (after === undefined) comparison.add("dependency-schema-removed", writer, reader, name);
    else comparison.compare(before, after, name);
  }
}
