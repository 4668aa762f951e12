import { nearest } from "../../../text/index.ts";
import type { Field } from "../../model.ts";
import { smallest, smallestRecord } from "../../witness/sample.ts";
import { type Breaks, type Change, change, type Place } from "../change.ts";
import type { Direction } from "../direction.ts";
import { typeText } from "../type-reading.ts";

/**
 * A field that an alias says is the same. Who has the alias reads both; the other one misses the value: its record lacks
 * the field, or worse, seems to have none.
 */
export function fieldRenamed(prev: Field, next: Field, place: Place, unread: readonly Direction[]): Change[] {
  if (prev.name === next.name) return [];
  const parent = place.parent!;
  const breaks: Breaks = Object.fromEntries(
    unread.map((direction) => {
      const [object, field] = direction === "backward" ? [parent.prev, prev] : [parent.next, next];
      const values = () => [{ ...smallestRecord(object.fields!), [field.name]: smallest(field) }];
      return [direction, { place: parent, values, by: "reading" } as const];
    }),
  );
  return [change("field-renamed", { from: prev.name, to: next.name, by: "alias" }, place, { key: "name", breaks })];
}

/** Of fields that went and came, those that look like one under two names: equal type, and names that are near. */
export function guessRenames(
  removed: readonly { readonly field: Field; readonly place: Place }[],
  added: readonly { readonly field: Field; readonly place: Place }[],
): Change[] {
  const left = new Map(added.map((one) => [one.field.name, one]));
  return removed.flatMap(({ field }) => {
    const like = [...left.values()]
      .filter((one) => typeText(one.field) === typeText(field))
      .map((one) => one.field.name);
    const same =
      like.find((name) => plain(name) === plain(field.name)) ?? like.find((name) => within(name, field.name));
    const guess = same ?? nearest(field.name, like);
    if (guess === undefined) return [];
    const { place } = left.get(guess)!;
    left.delete(guess);
    return [change("field-renamed", { from: field.name, to: guess, by: "heuristic" }, place, { key: "name" })];
  });
}

const plain = (name: string): string => name.toLowerCase().replaceAll(/[^a-z0-9]/g, "");
/** `zip` and `zip_code`: one is whole words of the other. */
function within(a: string, b: string): boolean {
  const [short, long] = [words(a), words(b)].sort((x, y) => x.length - y.length) as [string[], string[]];
  return short.every((word) => long.includes(word));
}

function words(name: string): string[] {
  return name
    .replaceAll(/([a-z0-9])([A-Z])/g, "$1_$2")
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== "");
}
