import type { Kind, ParsedResource, ResourceOf } from "./resources.ts";

/** What is wrong across documents: which one, where in it, why, and what to do. */
export interface DefinitionProblem {
  readonly document: number;
  readonly path: readonly PropertyKey[];
  readonly code: string;
  readonly message: string;
  readonly next: string;
}

/** One thing wrong, thrown where it is found and gathered by the resolver. */
export class Refused extends Error {
  readonly problem: DefinitionProblem;
  constructor(document: number, path: readonly PropertyKey[], code: string, message: string, next: string) {
    super(message);
    this.problem = { document, path, code, message, next };
  }
}

export interface Found<K extends Kind> {
  readonly value: ResourceOf<K>;
  readonly document: number;
  readonly file: string;
  readonly line: number;
}

/** All documents by kind and name. */
export interface Bag {
  readonly all: <K extends Kind>(kind: K) => readonly Found<K>[];
  readonly has: (kind: Kind, name: string) => boolean;
  readonly names: (kind: Kind) => string[];
  /** @throws Refused `reference-unknown` at the place of the reference */
  readonly get: <K extends Kind>(kind: K, name: string, document: number, path: readonly PropertyKey[]) => Found<K>;
  readonly warnings: string[];
}

/** @param problems takes two documents of one kind and name. */
export function bagOf(resources: readonly ParsedResource[], problems: DefinitionProblem[]): Bag {
  const byKind = new Map<string, Map<string, Found<Kind>>>();
  for (const [document, { value, file, line }] of resources.entries()) {
    const { name } = value.metadata;
    const named = byKind.get(value.kind) ?? new Map<string, Found<Kind>>();
    byKind.set(value.kind, named);
    const before = named.get(name);
    if (before !== undefined)
      problems.push({
        document,
        path: ["metadata", "name"],
        code: "name-twice",
        message: `two documents of kind ${value.kind} are named ${name}: the other is at ${before.file}:${before.line}`,
        next: "rename one of the two",
      });
    else named.set(name, { value, document, file, line } as Found<Kind>);
  }
  const all = <K extends Kind>(kind: K) => [...(byKind.get(kind)?.values() ?? [])] as unknown as Found<K>[];
  return {
    all,
    has: (kind, name) => byKind.get(kind)?.has(name) ?? false,
    names: (kind) => [...(byKind.get(kind)?.keys() ?? [])],
    get: <K extends Kind>(kind: K, name: string, document: number, path: readonly PropertyKey[]) => {
      const found = byKind.get(kind)?.get(name);
      if (found !== undefined) return found as unknown as Found<K>;
      const known = [...(byKind.get(kind)?.keys() ?? [])];
      const next = known.length > 0 ? `name one of: ${known.join(", ")}` : `define it: kind: ${kind}`;
      throw new Refused(document, path, "reference-unknown", `there is no ${kind} ${name}`, next);
    },
    warnings: [],
  };
}
