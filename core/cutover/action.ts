import type { EndOutcome, Reason, RunFact } from "./events.ts";
import type { BackoutSafety, JudgeSettings, PlanStep } from "./plan.ts";
import type { Release } from "./release.ts";

/** What `backout` is called where a step's id is asked for. */
export const BACKOUT = "backout";

/** Bring a step's effect about: append `factsOf(action)`, do it, append `step.outcome`. */
export interface ApplyStep {
  readonly kind: "apply";
  readonly backout: false;
  readonly step: PlanStep;
  readonly release: Release;
  readonly attempt: number;
}

/** Restore the release before the run: append `factsOf(action)`, `up`, append `backout.outcome`. */
export interface ApplyBackout {
  readonly kind: "apply";
  readonly backout: true;
  readonly release: Release;
  readonly configDigest: string;
  readonly attempt: number;
  readonly reason: Reason;
  /** The breach that is seen for the first time; to be written down with the intent. */
  readonly breach: Extract<RunFact, { kind: "breach" }> | null;
  readonly safety: BackoutSafety;
}

export type Action =
  | ApplyStep
  | ApplyBackout
  /** An intent has no outcome: look at the world, then append `probeFact(…)`. `step` is a step's id or `backout`. */
  | { readonly kind: "probe"; readonly step: string }
  /** Nothing to do before `until` (epoch ms) but to go on observing. */
  | { readonly kind: "watch"; readonly step: string; readonly until: number; readonly reason: Reason }
  /** Judge the samples taken since `since`, as the look with this number (from 1); append `look`. */
  | {
      readonly kind: "judge";
      readonly step: PlanStep;
      readonly judge: JudgeSettings;
      readonly since: number;
      readonly look: number;
    }
  /** The step is through. */
  | { readonly kind: "advance"; readonly step: string; readonly by: "plan" | "person" }
  | { readonly kind: "hold"; readonly reason: Reason }
  | { readonly kind: "leave"; readonly by: "person" | "data" | "timer" }
  /** The hold has lasted too long without anyone: tell people, louder with each count. */
  | { readonly kind: "escalate"; readonly reason: Reason; readonly count: number }
  /** In hold: go on observing. A driver may leave the run alone only where no new-color traffic flows. */
  | { readonly kind: "wait"; readonly reason: Reason; readonly exposed: boolean }
  /** Another driver has a newer token: stop and write nothing more. */
  | { readonly kind: "yield"; readonly reason: Reason }
  | { readonly kind: "end"; readonly outcome: EndOutcome; readonly reason: Reason | null };

/** What goes to the ledger, in this order, before the action's effect or, where it has none, as the action. */
export function factsOf(action: Action): RunFact[] {
  switch (action.kind) {
    case "apply": {
      const { attempt } = action;
      if (!action.backout)
        return [{ kind: "step.intent", step: action.step.id, configDigest: digest(action.step.configDigest), attempt }];
      const { reason, breach } = action;
      const intent = { kind: "backout.intent", reason, configDigest: digest(action.configDigest), attempt } as const;
      return breach === null ? [intent] : [breach, intent];
    }
    case "advance":
      return [{ kind: "step.passed", step: action.step, by: action.by }];
    case "hold":
      return [{ kind: "hold.entered", reason: action.reason }];
    case "leave":
      return [{ kind: "hold.left", by: action.by }];
    case "escalate":
      return [{ kind: "escalated", reason: action.reason, count: action.count }];
    case "end":
      return [{ kind: "run.ended", outcome: action.outcome, reason: action.reason }];
    case "probe":
    case "watch":
    case "judge":
    case "wait":
    case "yield":
      return [];
  }
}

function digest(text: string): `sha256:${string}` {
  return text as `sha256:${string}`;
}
