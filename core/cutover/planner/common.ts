import type { Action } from "../action.ts";
import type { Reason } from "../events.ts";
import type { PlanStep } from "../plan.ts";
import type { RunState } from "../runState.ts";

/** Null when every step is through. */
export function currentStep(state: RunState): PlanStep | null {
  return state.plan.steps[state.current] ?? null;
}

/** Waits for an answer from outside until the plan's bound, then holds. */
export function waitForAnswer(state: RunState, step: string, t: number, reason: Reason): Action {
  const deadline = state.since + state.plan.limits.maxOutageMs;
  if (t >= deadline) return { kind: "hold", reason };
  return { kind: "watch", step, until: Math.min(deadline, t + state.plan.limits.retryAfterMs), reason };
}
