import type { Action } from "../action.ts";
import type { Observation } from "../observation.ts";
import type { Hold, RunState } from "../runState.ts";
import { currentStep } from "./common.ts";

/** In hold only a person or new data moves the run; null when it is not in hold. */
export function held(state: RunState, observation: Observation, t: number): Action | null {
  const { hold, plan } = state;
  if (hold === null) return state.holdWanted === null ? null : { kind: "hold", reason: state.holdWanted };
  if (hold.released) return { kind: "leave", by: "person" };
  if (state.holdWanted !== null) return { kind: "hold", reason: state.holdWanted };
  if (state.autoResumes < plan.limits.maxAutoResumes && dataIsBack(state, hold, observation))
    return { kind: "leave", by: "data" };
  const due = hold.at + plan.limits.escalateAfterMs * (hold.escalations + 1);
  if (hold.escalations < plan.limits.maxEscalations && t >= due)
    return { kind: "escalate", reason: hold.reason, count: hold.escalations + 1 };
  return { kind: "wait", reason: hold.reason, exposed: state.exposed };
}

/** True when what the run holds for the want of is there again. A freeze, a verdict or a command waits for a person. */
function dataIsBack(state: RunState, hold: Hold, observation: Observation): boolean {
  switch (hold.reason.code) {
    case "too-few-samples":
    case "metrics-unavailable": {
      const judge = currentStep(state)?.judge ?? null;
      if (state.exposed && observation.breach.kind !== "none") return false;
      if (state.exposed && observation.watchedSince === null) return false;
      const { samples } = observation;
      return judge === null || (samples !== null && Math.min(samples.baseline, samples.canary) >= judge.minSamples);
    }
    case "inconclusive":
    case "judge-error": {
      // Twice what the last look had: less would hardly decide what that could not.
      const step = currentStep(state);
      const last = step === null ? undefined : state.steps[step.id]!.looks.at(-1);
      if (step?.judge == null || last === undefined || state.watchFrom === null) return false;
      if (state.exposed && (observation.breach.kind !== "none" || observation.watchedSince === null)) return false;
      const needed = (had: number): number => Math.max(step.judge!.minSamples, 2 * had);
      const { samples } = observation;
      return (
        samples !== null &&
        samples.baseline >= needed(last.samples.baseline) &&
        samples.canary >= needed(last.samples.canary)
      );
    }
    case "freeze-unknown":
      return observation.freeze.kind !== "unknown";
    case "world-unknown":
      return observation.world.kind === "known" && observation.world.at > hold.at;
    case "breach-before-canary":
      return observation.breach.kind === "none";
    default:
      return false;
  }
}
