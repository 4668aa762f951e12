import type { CompatibilityMode } from "../schema.ts";

/** Who reads whose records. Backward: the next version those of the previous one; forward: the other way round. */
export const DIRECTIONS = ["backward", "forward"] as const;
export type Direction = (typeof DIRECTIONS)[number];
export type UpgradeFirst = "consumers" | "producers" | "any";

/** The directions that a mode promises. */
export function directionsOf(mode: CompatibilityMode): readonly Direction[] {
  if (mode === "none") return [];
  const base = mode.replace("-transitive", "");
  return base === "full" ? DIRECTIONS : [base as Direction];
}

export function isTransitive(mode: CompatibilityMode): boolean {
  return mode.endsWith("-transitive");
}

/** The mode that promises what either of two does: a version cannot take back what the one before it promised. */
export function strictest(a: CompatibilityMode, b: CompatibilityMode): CompatibilityMode {
  const wanted = new Set([...directionsOf(a), ...directionsOf(b)]);
  if (wanted.size === 0) return "none";
  const base = wanted.size === 2 ? "full" : [...wanted][0]!;
  return isTransitive(a) || isTransitive(b) ? `${base}-transitive` : base;
}

/**
 * Who must be upgraded first: by the mode's promise while it holds (as Confluent's table has it), and otherwise by the
 * direction that still works.
 */
export function upgradeFirst(mode: CompatibilityMode, broken: ReadonlySet<Direction>): UpgradeFirst {
  const promised = directionsOf(mode);
  const kept = promised.filter((direction) => !broken.has(direction));
  const open = promised.length > 0 && kept.length === promised.length ? kept : DIRECTIONS.filter((d) => !broken.has(d));
  if (open.length === 2) return "any";
  // Where neither version reads the other, consumers must learn both before anything else changes.
  return open[0] === "forward" ? "producers" : "consumers";
}
