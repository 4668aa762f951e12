import type { EndOutcome, Reason, RunEventBody, Timings } from "./events.ts";
import type { CutoverPlan } from "./plan.ts";

export interface Failure {
  readonly at: number;
  readonly reason: Reason;
  readonly refused: boolean;
}

/** How far one effect has come: a step's, or the backout's. */
export interface EffectProgress {
  readonly attempts: number;
  /** Failed tries since the last hold. */
  readonly failures: number;
  /** An intent without an outcome. */
  readonly open: boolean;
  readonly firstIntentAt: number | null;
  /** When the effect was known to be done; null until then. */
  readonly doneAt: number | null;
  readonly lastFailure: Failure | null;
  /** The last word is a look at the world that found it not done: no need to look again before the next try. */
  readonly absent: boolean;
  /** Looks at the world since the intent that could not be taken. */
  readonly blind: { readonly firstAt: number; readonly lastAt: number } | null;
  readonly timings: Timings | null;
}

export type Look = RunEventBody<"look"> & { readonly at: number };

export interface StepProgress extends EffectProgress {
  readonly looks: readonly Look[];
  readonly passedAt: number | null;
}

export interface BackoutProgress extends EffectProgress {
  readonly reason: Reason;
  readonly restoredAt: number | null;
}

export interface Hold {
  readonly at: number;
  readonly reason: Reason;
  readonly escalations: number;
  /** A person has said go. */
  readonly released: boolean;
}

/** Everything that the planner needs of a run's past: a fold over its events. All times are epoch ms. */
export interface RunState {
  readonly plan: CutoverPlan;
  readonly planDigest: string;
  readonly group: string | null;
  readonly startedAt: number;
  readonly lastAt: number;
  readonly pid: number;
  readonly fencingToken: number;
  readonly resumes: number;
  readonly steps: Readonly<Record<string, StepProgress>>;
  /** Index of the first step that is not through; the number of steps when all are. */
  readonly current: number;
  /** When the current step's watch (re)started; null before its effect is done. */
  readonly watchFrom: number | null;
  /** The last time that something came about; outages are bounded from here. */
  readonly since: number;
  /** An effect on the world was intended, so that there is something to back out. */
  readonly touched: boolean;
  /** The new version was to be given traffic. */
  readonly exposed: boolean;
  /** `finish` has closed the run in the stack's state: there is nothing left to return to. */
  readonly closed: boolean;
  /** Why the run must back out, latched: neither a crash nor a better reading takes it back. */
  readonly due: Reason | null;
  readonly breach: (RunEventBody<"breach"> & { readonly at: number }) | null;
  readonly backout: BackoutProgress | null;
  readonly hold: Hold | null;
  /** A person's hold that is not entered yet. */
  readonly holdWanted: Reason | null;
  /** A person's promote for the wait that now is. */
  readonly promoted: boolean;
  /** Holds before a step that a person has ended. */
  readonly cleared: readonly string[];
  readonly autoResumes: number;
  readonly dataLossAccepted: boolean;
  /** A person has seen that there is no way back and said to go on. */
  readonly noReturnSeen: boolean;
  readonly freeze: RunEventBody<"freeze.changed">["freeze"] | null;
  readonly ended: { readonly outcome: EndOutcome; readonly reason: Reason | null; readonly at: number } | null;
}
