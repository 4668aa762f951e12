import type { SloDefinition, Span } from "../definitions/index.ts";
import type { BurnState } from "./burn-state.ts";

/**
 * within: budget is left and burns no faster than it may. burning: a pair of windows says that it does. exhausted: more
 * is spent than there was. low-traffic: too few events to say; it breaks nothing. unknown: too much is missing to say,
 * which is neither good nor bad.
 */
export const sloStates = ["within", "burning", "exhausted", "low-traffic", "unknown"] as const;
export type SloState = (typeof sloStates)[number];

export interface BurnDownPoint {
  readonly at: number;
  /** Share of the budget that is left, below 0 when overspent; null where nothing is known. */
  readonly remaining: number | null;
}

export interface SloStatus {
  readonly slo: SloDefinition;
  readonly state: SloState;
  /** Why, in a sentence. */
  readonly reason: string;
  readonly period: Span;
  readonly events: { readonly good: number; readonly total: number };
  /** Share of the period that is known. */
  readonly coverage: number;
  readonly data: Span | null;
  readonly budget: {
    /** Minutes that the objective allows a period. */
    readonly minutes: number;
    /** Bad events that it allows over the events seen. */
    readonly allowed: number;
    /** Share that is spent of what was seen; null where nothing can be said. */
    readonly spent: number | null;
    /** What is spent at least: as if all that is missing had been good. */
    readonly spentAtLeast: number | null;
    readonly overspentMinutes: number;
  };
  readonly burn: readonly BurnState[];
  readonly burnDown: readonly BurnDownPoint[];
  readonly notes: readonly string[];
}
