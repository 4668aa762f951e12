import type { Path } from "../lint/rule.ts";
import type { DiffCode, Meta, Severity } from "./codes.ts";
import type { Direction, UpgradeFirst } from "./direction.ts";
import type { Bump } from "./version.ts";

/** A record that shows a break. */
export interface Witness {
  /** Valid under the version that writes it. */
  readonly record: unknown;
  readonly validUnder: "prev" | "next";
  readonly failsUnder: "prev" | "next";
  readonly reason: string;
  /** A record for which this one is mistaken, where keys are what breaks. */
  readonly earlier?: unknown;
}

export interface DiffFinding<C extends DiffCode = DiffCode> {
  readonly code: C;
  readonly severity: Severity;
  /** As people write it: `lines[].price`; empty for the contract itself. */
  readonly path: string;
  readonly meta: Meta<C>;
  readonly message: string;
  /** The directions that it breaks, promised or not. */
  readonly breaks: readonly Direction[];
  readonly witness: Witness | null;
  /** Where it stands: in which version, under which keys. */
  readonly at: { readonly side: "prev" | "next"; readonly keys: Path };
}

/** A finding of another format's schemas: its own codes, the same shape. */
export interface ForeignFinding extends Omit<DiffFinding, "code" | "meta"> {
  readonly code: string;
  readonly meta: object;
}

/** What became of one contract between two versions. */
export interface PairDiff<F = DiffFinding> {
  readonly entity: string;
  /** Null where there is none. */
  readonly from: number | string | null;
  readonly to: number | string | null;
  /** What it is held against: the stricter of what both promise, unless another was asked for. */
  readonly mode: string;
  readonly breaking: boolean;
  readonly semver: { readonly required: Bump; readonly declared: Bump };
  readonly upgradeFirst: UpgradeFirst;
  readonly findings: readonly F[];
}
