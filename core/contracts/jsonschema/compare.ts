import { compareArrays } from "./array.ts";
import { compareCombined } from "./combined.ts";
import { allFine, type Comparison, type Difference } from "./comparison.ts";
import type { Node } from "./node.ts";
import { compareObjects } from "./object.ts";
import { compareEnums, compareNumbers, compareStrings, sameValue } from "./scalar.ts";

/**
 * How the reader's schema differs from the writer's: each difference either lets all pass that the writer may write, or
 * does not. Follows what Confluent's schema registry publishes on JSON Schema compatibility; a pair that is met again
 * while it is compared is a recursion and says nothing new.
 */
export function compareSchemas(writer: Node, reader: Node): readonly Difference[] {
  const memo = new Map<Node, Map<Node, readonly Difference[]>>();
  const open = new Map<Node, Set<Node>>();

  const differences = (path: readonly string[], before: Node, after: Node): readonly Difference[] => {
    const [a, b] = [followed(before), followed(after)];
    const known = memo.get(a)?.get(b);
    if (known !== undefined) return rebased(known, path);
    if (open.get(a)?.has(b)) return [];
    open.set(a, (open.get(a) ?? new Set()).add(b));
    const found: Difference[] = [];
    compareNodes(comparisonAt([], found), a, b);
    open.get(a)!.delete(b);
    memo.set(a, (memo.get(a) ?? new Map()).set(b, found));
    return rebased(found, path);
  };

  const comparisonAt = (path: readonly string[], found: Difference[]): Comparison => {
    const self: Comparison = {
      path,
      add: (code, before, after, ...more) =>
        void found.push({ code, path: [...path, ...more], writer: before, reader: after }),
      differences: (before, after, ...more) => differences([...path, ...more], before, after),
      take: (more) => void found.push(...more),
      compare: (before, after, ...more) => {
        if (before === undefined && after !== undefined) self.add("schema-added", after, after, ...more);
        else if (before !== undefined && after === undefined) self.add("schema-removed", before, before, ...more);
        else if (before !== undefined && after !== undefined) self.take(self.differences(before, after, ...more));
      },
    };
    return self;
  };
  return differences([], writer, reader);
}

function rebased(found: readonly Difference[], path: readonly string[]): readonly Difference[] {
  return path.length === 0 ? found : found.map((one) => ({ ...one, path: [...path, ...one.path] }));
}

function followed(node: Node): Node {
  return node.kind === "reference" ? followed(node.target()) : node;
}

function compareNodes(comparison: Comparison, writer: Node, reader: Node): void {
  if (asOnePart(comparison, writer, reader)) return;
  if (writer.kind !== reader.kind) {
    if (writer.kind !== "nothing" && reader.kind !== "anything") comparison.add("type-changed", writer, reader);
    return;
  }
  if (writer.title !== reader.title) comparison.add("title-changed", writer, reader);
  if (writer.description !== reader.description) comparison.add("description-changed", writer, reader);
  if (!sameValue(writer.default, reader.default)) comparison.add("default-changed", writer, reader);
  if (writer.kind === "string" && reader.kind === "string") compareStrings(comparison, writer, reader);
  else if (writer.kind === "number" && reader.kind === "number") compareNumbers(comparison, writer, reader);
  else if (writer.kind === "enum" && reader.kind === "enum") compareEnums(comparison, writer, reader);
  else if (writer.kind === "const" && reader.kind === "const") {
    if (!sameValue(writer.value, reader.value)) comparison.add("const-changed", writer, reader);
  } else if (writer.kind === "not" && reader.kind === "not") {
    const turned = allFine(comparison.differences(reader.inner, writer.inner));
    comparison.add(turned ? "not-narrowed" : "not-extended", writer, reader);
  } else if (writer.kind === "combined" && reader.kind === "combined") compareCombined(comparison, writer, reader);
  else if (writer.kind === "object" && reader.kind === "object") compareObjects(comparison, writer, reader);
  else if (writer.kind === "array" && reader.kind === "array") compareArrays(comparison, writer, reader);
}

/**
 * Where only one of two schemas is a combination: what fits one alternative of the reader fits the reader, and what fits
 * all that the writer combines fits each of them.
 */
function asOnePart(comparison: Comparison, writer: Node, reader: Node): boolean {
  const take = (
    pairs: readonly (readonly [Node, Node])[],
    code: "sum-extended" | "product-narrowed" | null,
  ): boolean => {
    for (const [before, after] of pairs) {
      const found = comparison.differences(before, after);
      if (!allFine(found)) continue;
      comparison.take(found);
      if (code !== null) comparison.add(code, writer, reader);
      return true;
    }
    return false;
  };
  if (reader.kind === "combined" && writer.kind !== "combined") {
    const pairs = reader.parts.map((part) => [writer, part] as const);
    if (pairs.length === 1) return take(pairs, null);
    return reader.by !== "allOf" && take(pairs, "sum-extended");
  }
  if (writer.kind === "combined" && reader.kind !== "combined") {
    const pairs = writer.parts.map((part) => [part, reader] as const);
    if (pairs.length === 1) return take(pairs, null);
    return writer.by === "allOf" && take(pairs, "product-narrowed");
  }
  return false;
}
