import type { Severity } from "../diff/codes.ts";
import { DIRECTIONS, type Direction, directionsOf, upgradeFirst } from "../diff/direction.ts";
import type { ForeignFinding, PairDiff, Witness } from "../diff/finding.ts";
import type { Path } from "../lint/rule.ts";
import type { CompatibilityMode } from "../schema.ts";

/** A difference between the schema of who writes and that of who reads. */
export interface ForeignDifference {
  readonly code: string;
  readonly path: string;
  readonly meta: Readonly<Record<string, unknown>>;
  /** Reads on after the name of the place. */
  readonly text: string;
  /** Whether the reader still reads all that is written, and whether it reads it as it was written. */
  readonly effect: "fine" | "loses" | "breaks";
  readonly writerKeys: Path;
  readonly readerKeys: Path;
}

export interface ForeignInput {
  readonly entity: string;
  readonly mode: CompatibilityMode;
  readonly differences: (direction: Direction) => readonly ForeignDifference[];
  /** A datum that the writer may write and the reader cannot read. */
  readonly witness: (difference: ForeignDifference, direction: Direction) => Witness | null;
}

/**
 * The verdict on two schemas of another format, by mode. All that differs for readers of the next schema is told, and of
 * the other direction what breaks.
 */
export function judgeForeign({ entity, mode, differences, witness }: ForeignInput): PairDiff<ForeignFinding> {
  const promised = directionsOf(mode);
  const found = DIRECTIONS.flatMap((direction) =>
    differences(direction)
      .filter(({ effect }) => direction === "backward" || effect === "breaks")
      .map((difference) => ({ difference, direction })),
  );
  const broken = new Set(found.filter(({ difference }) => difference.effect === "breaks").map((one) => one.direction));
  const breaking = promised.some((direction) => broken.has(direction));
  const finding = (difference: ForeignDifference, direction: Direction): ForeignFinding => {
    const breaks = difference.effect === "breaks" ? [direction] : [];
    const severity = severityOf(difference, breaks.length > 0 && promised.includes(direction));
    const reader = direction === "backward" ? "next" : "prev";
    return {
      code: difference.code,
      severity,
      path: difference.path,
      meta: { ...difference.meta, reader },
      message: `${difference.path || entity} ${difference.text}, for readers of ${reader}`,
      breaks,
      witness: severity === "breaking" ? witness(difference, direction) : null,
      at: { side: reader, keys: difference.readerKeys },
    };
  };
  return {
    entity,
    from: null,
    to: null,
    mode,
    breaking,
    semver: {
      required: breaking || (mode === "none" && broken.size > 0) ? "major" : found.length > 0 ? "minor" : "none",
      declared: "none",
    },
    upgradeFirst: upgradeFirst(mode, broken),
    findings: found.map(({ difference, direction }) => finding(difference, direction)),
  };
}

function severityOf({ effect }: ForeignDifference, promised: boolean): Severity {
  if (effect === "breaks") return promised ? "breaking" : "warning";
  return effect === "loses" ? "warning" : "info";
}
