import { type JsonSchemaCode, jsonSchemaCodes } from "./codes.ts";
import type { Node } from "./node.ts";

/** One difference between the writer's schema and the reader's. */
export interface Difference {
  readonly code: JsonSchemaCode;
  /** Names on the way: properties, `[]`, `[0]`, `{pattern}`. */
  readonly path: readonly string[];
  readonly writer: Node;
  readonly reader: Node;
}

/** A comparison of one pair of schemas, and what it has found so far. */
export interface Comparison {
  readonly path: readonly string[];
  readonly add: (code: JsonSchemaCode, writer: Node, reader: Node, ...more: string[]) => void;
  /** Compares further down; absent schemas too. */
  readonly compare: (writer: Node | undefined, reader: Node | undefined, ...more: string[]) => void;
  /** The same, without adding what is found. */
  readonly differences: (writer: Node, reader: Node, ...more: string[]) => readonly Difference[];
  readonly take: (found: readonly Difference[]) => void;
}

export function allFine(found: readonly Difference[]): boolean {
  return found.every(({ code }) => jsonSchemaCodes[code].fine);
}

/** `a.b[].c` */
export function pathText(path: readonly string[]): string {
  return path.reduce((text, part) => `${text}${text === "" || /^[[{<]/.test(part) ? "" : "."}${part}`, "");
}

/** Compares bounds of a name that are absent or numbers. */
export function compareBound(
  comparison: Comparison,
  name: BoundName,
  writer: Node,
  reader: Node,
  before: number | undefined,
  after: number | undefined,
): void {
  if (before === after) return;
  const how =
    before === undefined ? "added" : after === undefined ? "removed" : before < after ? "increased" : "decreased";
  comparison.add(`${name}-${how}`, writer, reader);
}

type BoundName = Extract<JsonSchemaCode, `${string}-increased`> extends `${infer N}-increased` ? N : never;
