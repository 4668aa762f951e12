import type { Field } from "../model.ts";
import type { Direction } from "./direction.ts";

export interface FieldPair {
  readonly prev: number;
  readonly next: number;
  /** The directions in which the one is read as the other. */
  readonly read: readonly Direction[];
  /** Those in which the reader finds nothing of this field. */
  readonly unread: readonly Direction[];
}

export interface Matched {
  readonly pairs: readonly FieldPair[];
  readonly removed: readonly number[];
  readonly added: readonly number[];
}

/** Fields that are the same in two versions: by name, else by an alias of the one that reads. */
export function matchFields(prev: readonly Field[], next: readonly Field[]): Matched {
  const [backward, forward] = [sources(next, prev), sources(prev, next)];
  const pairs: FieldPair[] = [];
  for (const [i, j] of backward.entries()) {
    if (j === -1) continue;
    const both = forward[j] === i;
    const unread: Direction[] = !both && forward[j] === -1 ? ["forward"] : [];
    pairs.push({ prev: j, next: i, read: both ? ["backward", "forward"] : ["backward"], unread });
  }
  for (const [j, i] of forward.entries())
    if (i !== -1 && backward[i] !== j)
      pairs.push({ prev: j, next: i, read: ["forward"], unread: backward[i] === -1 ? ["backward"] : [] });
  const taken = { prev: new Set(pairs.map((one) => one.prev)), next: new Set(pairs.map((one) => one.next)) };
  return {
    pairs,
    removed: [...prev.keys()].filter((index) => !taken.prev.has(index)),
    added: [...next.keys()].filter((index) => !taken.next.has(index)),
  };
}

/** For each field of the reader the index of the writer's that it takes, or -1. */
function sources(reader: readonly Field[], writer: readonly Field[]): number[] {
  const names = new Map(writer.map(({ name }, index) => [name, index]));
  return reader.map(({ name, aliases = [] }) => {
    const own = names.get(name);
    if (own !== undefined) return own;
    for (const alias of aliases) {
      const index = names.get(alias);
      if (index !== undefined) return index;
    }
    return -1;
  });
}
