import { type Break, type Change, change, type Place } from "../change.ts";

export type Purposes = readonly string[] | undefined;

/** A value that falls under the purposes, as the one and as the other version writes it. */
export interface HeldBreaks {
  readonly old: Break | undefined;
  readonly new: Break | undefined;
}

/** What was written for some purposes may not be read for others; who says none any more could use it for anything. */
export function purpose(prev: Purposes, next: Purposes, place: Place, held: HeldBreaks): Change[] {
  if (prev === undefined && next === undefined) return [];
  const key = "purpose";
  if (prev === undefined) return [change("purpose-stated", { purpose: next! }, place, { key })];
  const added = next === undefined ? ["anything"] : next.filter((one) => !prev.includes(one));
  const removed = next === undefined ? [] : prev.filter((one) => !next.includes(one));
  return [
    ...(added.length > 0 ? [change("purpose-widened", { added }, place, { key, breaks: { backward: held.old } })] : []),
    ...(removed.length > 0
      ? [change("purpose-narrowed", { removed }, place, { key, breaks: { forward: held.new } })]
      : []),
  ];
}
