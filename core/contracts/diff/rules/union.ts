import type { Value } from "../../model.ts";
import { valueReadProblem } from "../../witness/read.ts";
import { below, type Change, change, type Place, type Step, withoutDirections } from "../change.ts";
import { DIRECTIONS, type Direction } from "../direction.ts";
import { lift } from "../lift.ts";
import { readable, typeText } from "../type-reading.ts";
import { unread } from "../unread.ts";

type Compare = (place: Place) => Change[];
interface Branch {
  readonly value: Value;
  readonly keys: readonly (string | number)[];
}

/**
 * Values that may be of several types. Each branch of the writer must be readable as some branch of the reader, or by
 * several together; what a pair of branches cannot do breaks nothing where another branch can.
 *
 * @param attempt Compares without noting which fields take something from their contract.
 */
export function union(place: Place, compare: Compare, attempt: Compare): Change[] {
  const [prev, next] = [branches(place.prev), branches(place.next)];
  const pairs = pairUp(prev, next);
  const inside = pairs.flatMap(([a, b]) => {
    const at = below(place, stepTo(a, b), { ...a.value, nullable: false }, { ...b.value, nullable: false });
    return compare(at).map((one) => ({ a, b, one }));
  });
  const lost = {
    backward: new Map(
      prev.map((one) => [
        one,
        unread(
          one.value,
          next.map((b) => b.value),
          attempt,
        ),
      ]),
    ),
    forward: new Map(
      next.map((one) => [
        one,
        unread(
          one.value,
          prev.map((a) => a.value),
          attempt,
        ),
      ]),
    ),
  };
  const stays = inside.map(({ a, b, one }) => {
    const gone = DIRECTIONS.filter((direction) => {
      if (one.breaks[direction]?.by !== "reading") return false;
      return lost[direction].get(direction === "backward" ? a : b) === undefined || !confirmed(one, direction, place);
    });
    return { a, b, one: withoutDirections(one, gone) };
  });
  const alone = [
    ...prev
      .filter((one) => !pairs.some(([a]) => a === one))
      .map((one) => branchChange("union-branch-removed", place, one, "backward", lost.backward.get(one))),
    ...next
      .filter((one) => !pairs.some(([, b]) => b === one))
      .map((one) => branchChange("union-branch-added", place, one, "forward", lost.forward.get(one))),
  ];
  const unsaid = pairs.flatMap(([a, b]) =>
    DIRECTIONS.flatMap((direction) => {
      const branch = direction === "backward" ? a : b;
      const value = lost[direction].get(branch);
      const said = stays.some(
        (stay) =>
          (direction === "backward" ? stay.a : stay.b) === branch && stay.one.breaks[direction]?.by === "reading",
      );
      return value === undefined || said ? [] : [branchChange("union-branch-changed", place, branch, direction, value)];
    }),
  );
  return [...stays.map(({ one }) => one), ...alone, ...unsaid];
}

/** Whether the break is one for the union as a whole. */
function confirmed(one: Change, direction: Direction, place: Place): boolean {
  const broken = one.breaks[direction]!;
  const [writer, reader] = direction === "backward" ? [place.prev, place.next] : [place.next, place.prev];
  return broken
    .values()
    .some((value) => valueReadProblem(writer, reader, lift(value, broken.place, direction, place)) !== null);
}

function branchChange(
  code: "union-branch-removed" | "union-branch-added" | "union-branch-changed",
  place: Place,
  { value, keys }: Branch,
  direction: Direction,
  lost: unknown,
): Change {
  const breaks = lost === undefined ? {} : { [direction]: { place, values: () => [lost], by: "reading" } as const };
  const side = direction === "backward" ? "prev" : "next";
  return change(code, { type: typeText(value) }, place, { key: keys.join("."), side, breaks });
}

function branches(value: Value, keys: Branch["keys"] = []): Branch[] {
  if (value.type !== "union") return [{ value, keys }];
  return value.oneOf!.flatMap((one, index) => branches(one, [...keys, "oneOf", index]));
}

/** Equal branches first, then those of one type, then those that one reads as the other. */
function pairUp(prev: readonly Branch[], next: readonly Branch[]): [Branch, Branch][] {
  const pairs: [Branch, Branch][] = [];
  const left = { prev: [...prev], next: [...next] };
  const like: ((a: Value, b: Value) => boolean)[] = [
    (a, b) => JSON.stringify(a) === JSON.stringify(b),
    (a, b) => a.type === b.type,
    (a, b) => readable(a, b) || readable(b, a),
  ];
  for (const alike of like)
    for (const a of [...left.prev]) {
      const b = left.next.find((one) => alike(a.value, one.value));
      if (b === undefined) continue;
      pairs.push([a, b]);
      left.prev.splice(left.prev.indexOf(a), 1);
      left.next.splice(left.next.indexOf(b), 1);
    }
  return pairs;
}

function stepTo(a: Branch, b: Branch): Step {
  return {
    kind: "branch",
    prevName: typeText(a.value),
    nextName: typeText(b.value),
    prevKeys: a.keys,
    nextKeys: b.keys,
  };
}
