import type { JsonSchemaCode } from "./codes.ts";
import { allFine, type Comparison, compareBound } from "./comparison.ts";
import type { ArrayNode, Node, Rest } from "./node.ts";
import { compareRest } from "./rest.ts";

/** Arrays: what every item must be, and tuples, whose content model is open, closed or partially open as an object's. */
export function compareArrays(comparison: Comparison, writer: ArrayNode, reader: ArrayNode): void {
  comparison.compare(writer.items, reader.items, "[]");
  for (let i = 0; i < Math.max(writer.tuple.length, reader.tuple.length); i++) {
    const [before, after] = [writer.tuple[i], reader.tuple[i]];
    const at = `[${i}]`;
    if (before === undefined) comparison.add(itemAdded(comparison, at, writer, after!), writer, reader, at);
    else if (after === undefined) comparison.add(itemRemoved(comparison, at, reader, before), writer, reader, at);
    else comparison.compare(before, after, at);
  }
  compareRest(comparison, "additional", writer, reader, writer.additional, reader.additional);
  compareRest(comparison, "unevaluated", writer, reader, writer.unevaluated ?? true, reader.unevaluated ?? true);
  compareBound(comparison, "min-items", writer, reader, writer.minItems, reader.minItems);
  compareBound(comparison, "max-items", writer, reader, writer.maxItems, reader.maxItems);
  compareBound(comparison, "min-contains", writer, reader, writer.minContains, reader.minContains);
  compareBound(comparison, "max-contains", writer, reader, writer.maxContains, reader.maxContains);
  if (writer.uniqueItems !== reader.uniqueItems)
    comparison.add(reader.uniqueItems ? "unique-items-added" : "unique-items-removed", writer, reader);
}

function itemAdded(comparison: Comparison, at: string, writer: ArrayNode, after: Node): JsonSchemaCode {
  const model = restOf(writer);
  if (model === true) return after.kind === "anything" ? "item-empty-added-to-open" : "item-added-to-open";
  if (model === false) return "item-added-to-closed";
  const found = comparison.differences(model, after, at);
  comparison.take(found);
  return allFine(found) ? "item-added-covered" : "item-added-not-covered";
}

function itemRemoved(comparison: Comparison, at: string, reader: ArrayNode, before: Node): JsonSchemaCode {
  const model = restOf(reader);
  if (model === true) return "item-removed-from-open";
  if (model === false) return before.kind === "nothing" ? "item-false-removed" : "item-removed-from-closed";
  const found = comparison.differences(before, model, at);
  comparison.take(found);
  return allFine(found) ? "item-removed-covered" : "item-removed-not-covered";
}

function restOf({ additional, unevaluated }: ArrayNode): Rest {
  return additional === true ? (unevaluated ?? true) : additional;
}
