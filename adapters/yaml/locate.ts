import { type Document, isAlias, isMap, isScalar, isSeq, type LineCounter, type Node, type Pair } from "yaml";

/** Counts from 1. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

export interface Locator {
  at(path: readonly PropertyKey[]): Position;
  keyAt(path: readonly PropertyKey[]): Position;
}

/** Finds where the values of a parsed document stand in its text. */
export function locator(document: Document, lines: LineCounter): Locator {
  const position = (node: Node | null): Position => {
    const { line, col } = lines.linePos(node?.range?.[0] ?? 0);
    return { line: Math.max(1, line), column: Math.max(1, col) };
  };
  return {
    at: (path) => position(descend(document, path).node),
    keyAt: (path) => {
      const { node, pair } = descend(document, path);
      return position(pair ? (pair.key as Node) : node);
    },
  };
}

function descend(document: Document, path: readonly PropertyKey[]): { node: Node | null; pair: Pair | undefined } {
  let node = document.contents as Node | null;
  let pair: Pair | undefined;
  for (const part of path) {
    if (isAlias(node)) node = node.resolve(document) ?? node;
    if (isMap(node)) {
      const item = node.items.find(({ key }) => isScalar(key) && String(key.value) === String(part));
      if (!item) break;
      pair = item as Pair;
      node = (item.value ?? item.key) as Node;
    } else if (isSeq(node) && typeof part === "number" && node.items[part] !== undefined) {
      pair = undefined;
      node = node.items[part] as Node;
    } else break;
  }
  return { node, pair };
}
