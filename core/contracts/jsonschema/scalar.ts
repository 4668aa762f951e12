import { type Comparison, compareBound } from "./comparison.ts";
import type { Node, NumberNode, StringNode } from "./node.ts";

export function compareStrings(comparison: Comparison, writer: StringNode, reader: StringNode): void {
  compareBound(comparison, "min-length", writer, reader, writer.minLength, reader.minLength);
  compareBound(comparison, "max-length", writer, reader, writer.maxLength, reader.maxLength);
  if (writer.pattern === reader.pattern) return;
  const how = writer.pattern === undefined ? "added" : reader.pattern === undefined ? "removed" : "changed";
  comparison.add(`pattern-${how}`, writer, reader);
}

export function compareNumbers(comparison: Comparison, writer: NumberNode, reader: NumberNode): void {
  compareBound(comparison, "minimum", writer, reader, writer.minimum, reader.minimum);
  compareBound(comparison, "maximum", writer, reader, writer.maximum, reader.maximum);
  const [low, high] = ["exclusiveMinimum", "exclusiveMaximum"] as const;
  compareBound(comparison, "exclusive-minimum", writer, reader, writer[low], reader[low]);
  compareBound(comparison, "exclusive-maximum", writer, reader, writer[high], reader[high]);
  multipleOf(comparison, writer, reader);
  if (writer.integer !== reader.integer)
    comparison.add(writer.integer ? "type-extended" : "type-narrowed", writer, reader);
}

function multipleOf(comparison: Comparison, writer: NumberNode, reader: NumberNode): void {
  const [before, after] = [writer.multipleOf, reader.multipleOf];
  if (before === after) return;
  const divides = (a: number, b: number): boolean => Math.abs(b / a - Math.round(b / a)) < 1e-9;
  const how =
    before === undefined
      ? "added"
      : after === undefined
        ? "removed"
        : divides(after, before)
          ? "reduced"
          : divides(before, after)
            ? "expanded"
            : "changed";
  comparison.add(`multiple-of-${how}`, writer, reader);
}

export function compareEnums(
  comparison: Comparison,
  writer: Extract<Node, { kind: "enum" }>,
  reader: Extract<Node, { kind: "enum" }>,
): void {
  const holds = (all: readonly unknown[], some: readonly unknown[]) =>
    some.every((value) => all.some((one) => sameValue(one, value)));
  const [more, fewer] = [holds(reader.values, writer.values), holds(writer.values, reader.values)];
  if (more && fewer) return;
  comparison.add(more ? "enum-extended" : fewer ? "enum-narrowed" : "enum-changed", writer, reader);
}

/** JSON's equality: the order of an object's keys does not matter. */
export function sameValue(a: unknown, b: unknown): boolean {
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return a === b;
  if (Array.isArray(a) !== Array.isArray(b)) return false;
  const [keys, others] = [Object.keys(a), Object.keys(b)];
  return (
    keys.length === others.length &&
    keys.every(
      (key) =>
        Object.hasOwn(b, key) && sameValue((a as Record<string, unknown>)[key], (b as Record<string, unknown>)[key]),
    )
  );
}
