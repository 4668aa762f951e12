import type { Comparison } from "./comparison.ts";
import type { Node, Rest } from "./node.ts";

/** Compares what both say of others: all, none, or those of a schema. */
export function compareRest(
  comparison: Comparison,
  word: "additional" | "unevaluated",
  writer: Node,
  reader: Node,
  before: Rest,
  after: Rest,
): void {
  const path = word === "additional" ? "{}" : "{unevaluated}";
  const add = (how: "added" | "removed" | "extended" | "narrowed") =>
    comparison.add(`${word}-${how}`, writer, reader, path);
  if ((before === false) !== (after === false)) add(after === false ? "removed" : "added");
  else if (before === true && typeof after === "object") add("narrowed");
  else if (typeof before === "object" && after === true) add("extended");
  else if (typeof before === "object" && typeof after === "object") comparison.compare(before, after, path);
}
