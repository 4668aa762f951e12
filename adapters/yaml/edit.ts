import { Composer, CST, type Document, isAlias, isMap, isScalar, isSeq, type Node, Parser } from "yaml";

export interface YamlEdit {
  readonly path: readonly PropertyKey[];
  /** What the value is to be; null takes it out of its list. */
  readonly text: string | null;
}

/**
 * Changes scalars and takes items out of lists, in the text: quotes, comments, order and line ends stay as they are. A
 * path that leads to neither a scalar nor an item of a list is passed over.
 * @param text one YAML document without errors
 */
export function editYaml(text: string, edits: readonly YamlEdit[]): string {
  const tokens = [...new Parser().parse(text)];
  const [document] = [...new Composer({ keepSourceTokens: true, schema: "core", merge: false }).compose(tokens)];
  if (document === undefined) return text;
  const gone = new Map<CST.BlockSequence | CST.FlowCollection, Set<number>>();
  for (const { path, text: value } of edits) {
    if (value !== null) {
      const token = nodeAt(document, path)?.srcToken;
      if (token !== undefined && CST.isScalar(token)) CST.setScalarValue(token, value, { inFlow: true });
      continue;
    }
    const list = nodeAt(document, path.slice(0, -1));
    const [token, index] = [list?.srcToken, path.at(-1)];
    if (!isSeq(list) || typeof index !== "number") continue;
    if (token?.type !== "block-seq" && token?.type !== "flow-collection") continue;
    gone.set(token, (gone.get(token) ?? new Set()).add(index));
  }
  for (const [token, indices] of gone)
    token.items = token.items.filter((_, index) => !indices.has(index)) as typeof token.items;
  return tokens.map((token) => CST.stringify(token)).join("");
}

function nodeAt(document: Document, path: readonly PropertyKey[]): Node | null {
  let node = document.contents as Node | null;
  for (const part of path) {
    if (isAlias(node)) node = node.resolve(document) ?? null;
    if (isMap(node))
      node = (node.items.find(({ key }) => isScalar(key) && String(key.value) === String(part))?.value ??
        null) as Node | null;
    else if (isSeq(node) && typeof part === "number") node = (node.items[part] ?? null) as Node | null;
    else return null;
  }
  return node;
}
