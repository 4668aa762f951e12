import type { Contract } from "../schema.ts";
import { recordMisfit } from "../valid.ts";
import { custodyProblem } from "../witness/custody.ts";
import { type ReadProblem, readProblem } from "../witness/read.ts";
import { mistakenFor } from "../witness/same-record.ts";
import type { Change } from "./change.ts";
import { DIRECTIONS, type Direction } from "./direction.ts";
import type { Witness } from "./finding.ts";
import { lift } from "./lift.ts";

export interface Versions {
  readonly prev: Contract;
  readonly next: Contract;
  readonly classes: Readonly<Record<string, string>>;
}

/**
 * The record that shows a break: built from what the rule says cannot be read, then read by the decoder. Null when the
 * decoder sees nothing wrong, which `npm run contracts:agree` holds to be never.
 */
export function witnessOf(change: Change, directions: readonly Direction[], versions: Versions): Witness | null {
  for (const direction of DIRECTIONS) {
    const broken = change.breaks[direction];
    if (broken === undefined || !directions.includes(direction)) continue;
    for (const value of broken.values()) {
      const record = lift(value, broken.place, direction) as Record<string, unknown>;
      const shown = show(record, broken.by, direction, versions);
      if (shown !== null) return shown;
    }
  }
  return null;
}

function show(
  record: Record<string, unknown>,
  by: "reading" | "custody" | "keys",
  direction: Direction,
  { prev, next, classes }: Versions,
): Witness | null {
  const [writer, reader] = direction === "backward" ? [prev, next] : [next, prev];
  if (recordMisfit(writer.fields, record) !== null) return null;
  const sides =
    direction === "backward"
      ? ({ validUnder: "prev", failsUnder: "next" } as const)
      : ({ validUnder: "next", failsUnder: "prev" } as const);
  if (by === "keys") {
    const earlier = mistakenFor(writer, reader, record);
    if (earlier === null) return null;
    const reason = `is taken for the record before it: both have the same ${reader.keys!.join(" and ")}`;
    return { record, ...sides, reason, earlier };
  }
  const problem =
    by === "reading"
      ? readProblem(writer.fields, reader.fields, record)
      : custodyProblem(writer, reader, record, direction === "backward" ? "reader" : "writer", classes);
  return problem === null ? null : { record, ...sides, reason: reasonText(problem) };
}

function reasonText({ path, text }: ReadProblem): string {
  return path.length === 0 ? text : `${path.join(".")} ${text}`;
}
