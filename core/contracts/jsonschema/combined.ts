import { allFine, type Comparison, type Difference } from "./comparison.ts";
import type { CombinedNode, Node } from "./node.ts";
import { sameValue } from "./scalar.ts";

/**
 * Two combinations. As many parts as the smaller one has must be paired off, each of the writer's with one of the
 * reader's that lets all of it pass; more alternatives are fine, more conditions at once are not.
 */
export function compareCombined(comparison: Comparison, writer: CombinedNode, reader: CombinedNode): void {
  const kept = compareKinds(comparison, writer, reader);
  if (!kept) return;
  const [before, after] = [distinct(writer.parts), distinct(reader.parts)];
  const product = reader.by === "allOf";
  if (before.length < after.length) comparison.add(product ? "product-extended" : "sum-extended", writer, reader);
  if (before.length > after.length) comparison.add(product ? "product-narrowed" : "sum-narrowed", writer, reader);
  const fits = before.map((a, i) =>
    after.map((b) => {
      const found = comparison.differences(a, b, `<${i}>`);
      return allFine(found) ? found : null;
    }),
  );
  const paired = pairOff(fits);
  for (const found of paired) comparison.take(found);
  if (paired.length < Math.min(before.length, after.length))
    comparison.add("combination-parts-changed", writer, reader);
}

function compareKinds(comparison: Comparison, writer: CombinedNode, reader: CombinedNode): boolean {
  if (writer.by === reader.by) return true;
  const alone = writer.parts.length === 1;
  const extended =
    reader.by === "anyOf" ||
    (reader.by === "oneOf" && alone) ||
    (reader.by === "allOf" && alone && reader.parts.length === 1);
  comparison.add(extended ? "combination-extended" : "combination-changed", writer, reader);
  return extended;
}

/** Equal parts count once. */
function distinct(parts: readonly Node[]): readonly Node[] {
  return parts.filter((part, i) => !parts.slice(0, i).some((other) => sameNode(part, other)));
}

function sameNode(a: Node, b: Node): boolean {
  if (a === b) return true;
  const plain = (node: Node): unknown =>
    JSON.parse(
      JSON.stringify(node, (key, value: unknown) => {
        if (key === "keys") return undefined;
        if (value instanceof Map) return Object.fromEntries(value);
        return value instanceof Set ? [...value].sort() : value;
      }),
    );
  // References are equal only where they are the same: what they lead to may lead back here.
  return a.kind !== "reference" && a.kind === b.kind && !holdsReference(a) && sameValue(plain(a), plain(b));
}

function holdsReference(node: Node): boolean {
  let found = false;
  JSON.stringify(node, (_key, value: unknown) => {
    if ((value as Node | null)?.kind === "reference") found = true;
    return value instanceof Map ? Object.fromEntries(value) : value;
  });
  return found;
}

/** A largest set of pairs, each row and column at most once (augmenting paths). */
function pairOff(fits: readonly (readonly (readonly Difference[] | null)[])[]): readonly (readonly Difference[])[] {
  const rowOf = new Map<number, number>();
  const place = (row: number, tried: Set<number>): boolean => {
    for (const [column, found] of fits[row]!.entries()) {
      if (found === null || tried.has(column)) continue;
      tried.add(column);
      const other = rowOf.get(column);
      if (other === undefined || place(other, tried)) {
        rowOf.set(column, row);
        return true;
      }
    }
    return false;
  };
  for (const row of fits.keys()) place(row, new Set());
  return [...rowOf].map(([column, row]) => fits[row]![column]!);
}
