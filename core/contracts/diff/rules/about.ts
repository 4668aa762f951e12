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
  const same =
    prev.description === next.description &&
    sameSet(consumersOf(prev), consumersOf(next)) &&
    sameSet(aliasesOf(prev), aliasesOf(next));
  return same ? [] : [change("text-changed", {}, place)];
}

type Names = readonly string[] | undefined;
const consumersOf = (one: Contract | Field): Names => ("consumers" in one ? one.consumers : undefined);
const aliasesOf = (one: Contract | Field): Names => ("aliases" in one ? one.aliases : undefined);

function sameSet(a: Names = [], b: Names = []): boolean {
  return a.length === b.length && a.every((name) => b.includes(name));
}
