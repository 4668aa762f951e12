import type { Field } from "../../model.ts";
import type { Contract } from "../../schema.ts";
import { type Change, change, type Place } from "../change.ts";

/** Who answers for the contract. */
export function owner(prev: Contract, next: Contract, root: Place): Change[] {
  const [from, to] = [prev.owner ?? null, next.owner ?? null];
  return from === to ? [] : [change("owner-changed", { from, to }, root, { key: "owner" })];
}

/** What is told about a contract or a field and changes no record. */
export function about(prev: Contract | Field, next: Contract | Field, place: Place): Change[] {
  const told = (one: Contract | Field): unknown => [
    one.description,
    "consumers" in one ? [...(one.consumers ?? [])].sort() : [],
    "aliases" in one ? [...(one.aliases ?? [])].sort() : [],
  ];
  return JSON.stringify(told(prev)) === JSON.stringify(told(next)) ? [] : [change("text-changed", {}, place)];
}
