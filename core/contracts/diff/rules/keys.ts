import type { Contract } from "../../schema.ts";
import { another, smallestRecord } from "../../witness/sample.ts";
import { type Break, type Change, change, type Place } from "../change.ts";
import { matchFields } from "../match.ts";

/** Whoever names records by less than the writer takes two of them for one. */
export function keys(prev: Contract, next: Contract, root: Place): Change[] {
  const [from, to] = [prev.keys ?? null, next.keys ?? null];
  if (from === null && to === null) return [];
  const { pairs } = matchFields(prev.fields, next.fields);
  const same = (a: string, b: string): boolean =>
    pairs.some((pair) => prev.fields[pair.prev]!.name === a && next.fields[pair.next]!.name === b);
  const gone = (from ?? []).filter((key) => !to?.some((other) => same(key, other)));
  const came = (to ?? []).filter((key) => !from?.some((other) => same(other, key)));
  if (from !== null && to !== null && gone.length === 0 && came.length === 0) return [];
  const broken = (writer: Contract): Break => ({
    place: root,
    values: () => [smallestRecord(writer.fields)],
    by: "keys",
  });
  const breaks = {
    backward: to !== null && (from === null || tells(prev, gone)) ? broken(prev) : undefined,
    forward: from !== null && (to === null || tells(next, came)) ? broken(next) : undefined,
  };
  return [change("keys-changed", { from, to }, root, { key: "keys", breaks })];
}

/** Whether one of these fields can differ between two records at all. */
function tells({ fields }: Contract, names: readonly string[]): boolean {
  return fields.some((field) => names.includes(field.name) && another(field) !== undefined);
}
