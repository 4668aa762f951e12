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

const BOTH: readonly Direction[] = ["backward", "forward"];
const NONE: readonly Direction[] = [];

/** Fields that are the same in two versions: by name, else by an alias of the one that reads. */
export function matchFields(prev: readonly Field[], next: readonly Field[]): Matched {
  const pairs: FieldPair[] = [];
  const same = Math.min(prev.length, next.length);
  let start = 0;
  // Most versions keep most fields where they were.
  for (; start < same && prev[start]!.name === next[start]!.name; start++)
    pairs.push({ prev: start, next: start, read: BOTH, unread: NONE });
  if (start === prev.length && start === next.length) return { pairs, removed: [], added: [] };
  return matchRest(prev, next, start, pairs);
}

function matchRest(prev: readonly Field[], next: readonly Field[], start: number, pairs: FieldPair[]): Matched {
  const [backward, forward] = [sources(next, prev, start), sources(prev, next, start)];
  const taken = { prev: new Set<number>(), next: new Set<number>() };
  const add = (pair: FieldPair): void => {
    pairs.push(pair);
    taken.prev.add(pair.prev);
    taken.next.add(pair.next);
  };
  for (let i = start; i < next.length; i++) {
    const j = backward[i]!;
    if (j === -1) continue;
    const both = forward[j] === i;
    const unread: readonly Direction[] = !both && forward[j] === -1 ? ["forward"] : NONE;
    add({ prev: j, next: i, read: both ? BOTH : ["backward"], unread });
  }
  for (let j = start; j < prev.length; j++) {
    const i = forward[j]!;
    if (i !== -1 && backward[i] !== j)
      add({ prev: j, next: i, read: ["forward"], unread: backward[i] === -1 ? ["backward"] : NONE });
  }
  return {
    pairs,
    removed: rest(prev.length, start, taken.prev),
    added: rest(next.length, start, taken.next),
  };
}

function rest(length: number, start: number, taken: ReadonlySet<number>): number[] {
  const found: number[] = [];
  for (let i = start; i < length; i++) if (!taken.has(i)) found.push(i);
  return found;
}

/** For each field of the reader the index of the writer's that it takes, or -1. */
function sources(reader: readonly Field[], writer: readonly Field[], start: number): number[] {
  const names = new Map<string, number>();
  for (let i = 0; i < writer.length; i++) names.set(writer[i]!.name, i);
  const found: number[] = [];
  for (let i = 0; i < reader.length; i++) {
    const { name, aliases } = reader[i]!;
    const own = i < start ? i : names.get(name);
    const alias = own === undefined ? aliases?.find((one) => names.has(one)) : undefined;
    found.push(own ?? (alias === undefined ? -1 : names.get(alias)!));
  }
  return found;
}
