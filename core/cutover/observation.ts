import type { BreachState } from "../slo/index.ts";
import type { Color } from "../target/index.ts";
import type { Reason } from "./events.ts";

export type FreezeState =
  | { readonly kind: "allow" }
  | { readonly kind: "deny"; readonly text: string }
  /** The calendar could not be read or decided on. */
  | { readonly kind: "unknown"; readonly text: string };

/** The stack as its own state and its router say it is, at the instant `at` (epoch ms). */
export type WorldState =
  | {
      readonly kind: "known";
      readonly at: number;
      /** Digest of the config that the stack's state was last brought to. */
      readonly configDigest: string;
      /** No operation pending and the router says the same as the state; false for an `up` that ended half-way. */
      readonly settled: boolean;
      readonly activeColor: Color;
      readonly fencingToken: number;
    }
  | { readonly kind: "unknown"; readonly reason: Reason };

/** What the driver sees right now. Everything may be unknown; unknown never moves a run forward and never back. */
export interface Observation {
  readonly freeze: FreezeState;
  /** The color under watch: the idle one in canary, the new active one after the flip. */
  readonly breach: BreachState;
  /** Epoch ms from which on the breach watch has had readings without a gap; null while it has none. */
  readonly watchedSince: number | null;
  /** Samples a side that the judge would have, warm-up left out; null when the source cannot be read. */
  readonly samples: { readonly baseline: number; readonly canary: number } | null;
  readonly world: WorldState;
}
