import type { Action } from "../action.ts";
import { DRIFTED } from "../fold.ts";
import type { Observation } from "../observation.ts";
import type { PlanStep } from "../plan.ts";
import type { RunState, StepProgress } from "../runState.ts";
import { currentStep, waitForAnswer } from "./common.ts";
import { watching } from "./watching.ts";

/** The next forward action of a run that neither holds nor backs out. */
export function forward(state: RunState, observation: Observation, t: number): Action {
  const step = currentStep(state);
  if (step === null) return { kind: "end", outcome: "finished", reason: null };
  const progress = state.steps[step.id]!;
  if (progress.open) return openIntent(state, step, progress, t);
  if (progress.doneAt !== null) return watching(state, step, observation, t);
  return (
    gate(state, step, observation, t) ??
    afterFailure(state, step, progress, t) ?? {
      kind: "apply",
      backout: false,
      step,
      release: step.release,
      attempt: progress.attempts + 1,
    }
  );
}

/** An intent without an outcome: what it did must be known before anything else is done. */
function openIntent(state: RunState, step: PlanStep, progress: StepProgress, t: number): Action {
  const { blind } = progress;
  const { maxOutageMs, retryAfterMs } = state.plan.limits;
  if (blind === null) return { kind: "probe", step: step.id };
  const reason = { code: "world-unknown", text: `whether ${step.id} came about cannot be looked up` };
  if (t - blind.firstAt >= maxOutageMs) return { kind: "hold", reason };
  if (t < blind.lastAt + retryAfterMs)
    return { kind: "watch", step: step.id, until: blind.lastAt + retryAfterMs, reason };
  return { kind: "probe", step: step.id };
}

/** What must be true before a step's effect may begin; null when it is. */
function gate(state: RunState, step: PlanStep, { freeze, breach }: Observation, t: number): Action | null {
  if (freeze.kind === "deny") {
    const reason = { code: "freeze", text: freeze.text };
    return state.touched ? { kind: "hold", reason } : { kind: "end", outcome: "refused", reason };
  }
  if (step.holdBefore && !state.cleared.includes(step.id))
    return { kind: "hold", reason: { code: "planned", text: `the plan waits for a person before ${step.id}` } };
  if (freeze.kind === "unknown") return waitForAnswer(state, step.id, t, { code: "freeze-unknown", text: freeze.text });
  if (state.exposed) {
    if (breach.kind === "none" || state.promoted) return null;
    const text = breach.kind === "unknown" ? breach.reason : "the breach still stands";
    return waitForAnswer(state, step.id, t, { code: "metrics-unavailable", text });
  }
  if (step.weight > 0 && breach.kind === "breach")
    return {
      kind: "hold",
      reason: { code: "breach-before-canary", text: `${breach.limit} is broken before any canary traffic` },
    };
  return null;
}

function afterFailure(state: RunState, step: PlanStep, progress: StepProgress, t: number): Action | null {
  const failure = progress.lastFailure;
  if (failure === null) return null;
  if (failure.reason.code === DRIFTED) return { kind: "hold", reason: failure.reason };
  if (failure.refused)
    return state.touched
      ? { kind: "hold", reason: { code: "effect-refused", text: failure.reason.text } }
      : { kind: "end", outcome: "refused", reason: failure.reason };
  if (progress.failures >= state.plan.limits.maxAttempts)
    return { kind: "hold", reason: { code: "effect-failed", text: `${step.id}: ${failure.reason.text}` } };
  const until = failure.at + state.plan.limits.retryAfterMs;
  return t < until
    ? { kind: "watch", step: step.id, until, reason: { code: "retry", text: failure.reason.text } }
    : null;
}
