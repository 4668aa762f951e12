import type { Flag, Registry } from "./registry.ts";

export type FindingCode =
  | "unregistered"
  | "expired"
  | "unused"
  | "out-of-scope"
  | "missing-owner"
  | "missing-expiry"
  | "cycle"
  | "duplicate"
  | "prerequisite-off"
  | "unapproved-risk"
  | "expiring"
  | "unknown-owner"
  | "extension-limit"
  | "ended"
  | "unreadable";

/** What is wrong with a flag or with a use of one; level and words derive from code and meta. */
export interface Finding {
  readonly code: FindingCode;
  readonly level: "error" | "warning";
  readonly key: string;
  /** Where it is used, as a person finds it; null for a finding about the registry itself. */
  readonly where: string | null;
  readonly text: string;
  readonly next: string;
}

/** A flag named somewhere. */
export interface FlagUse {
  readonly key: string;
  /** `stack config flags.x`, `env FLAG_X of orders-blue`. */
  readonly where: string;
  /** False where it is named as off; anything else may turn it on. */
  readonly on?: boolean;
  /** Present where only a folded form of the key is known, as in an environment variable's name. */
  readonly folded?: boolean;
}

/** Where the flags are to be in force; null is unknown and in no flag's list. */
export interface FlagContext {
  readonly stack: string | null;
  readonly service: string | null;
  readonly environment: string | null;
  /** What the same config says of flags, where it is one. */
  readonly values?: ReadonlyMap<string, boolean>;
}

/** One rule: a registered flag, how it is used, and what is wrong with that, if anything. */
export type FlagRule = (
  flag: Flag,
  use: FlagUse,
  context: FlagContext,
  now: number,
  registry: Registry,
) => Finding | null;
