import type { Value } from "../model.ts";
import { valueProblem } from "../valid.ts";
import { valueReadProblem } from "../witness/read.ts";
import type { Change, Place } from "./change.ts";
import { lift, merge } from "./lift.ts";

/** More would be tried in vain: what fails one branch by one value seldom needs more than a few together. */
const MAXIMUM_TRIES = 256;

/**
 * A value of the writer that no branch of the reader can read, found by putting together what each of them cannot
 * read; undefined where there is none.
 */
export function unread(
  writer: Value,
  readers: readonly Value[],
  compare: (place: Place) => readonly Change[],
): unknown {
  const reader: Value = readers.length === 1 ? readers[0]! : { type: "union", nullable: false, oneOf: readers };
  const fails = (value: unknown): boolean =>
    value !== undefined && valueProblem(writer, value) === null && valueReadProblem(writer, reader, value) !== null;
  let open: unknown[] = [];
  for (const one of readers) {
    const place: Place = {
      parent: null,
      step: null,
      prev: { ...writer, nullable: false },
      next: { ...one, nullable: false },
    };
    const candidates = compare(place).flatMap(({ breaks: { backward } }) =>
      backward?.by === "reading" ? backward.values().map((value) => lift(value, backward.place, "backward")) : [],
    );
    // A branch that reads everything leaves nothing unread.
    if (candidates.length === 0) return undefined;
    const merged = open.flatMap((a) => candidates.map((b) => merge(writer, a, b))).filter((one) => one !== undefined);
    open = [...candidates, ...open, ...merged].slice(0, MAXIMUM_TRIES);
    const found = readers.length === 1 ? open.find(fails) : undefined;
    if (found !== undefined) return found;
  }
  return open.find(fails);
}
