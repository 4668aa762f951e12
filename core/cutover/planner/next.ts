import type { Action } from "../action.ts";
import type { RunEvent } from "../events.ts";
import { foldRun } from "../fold.ts";
import type { Observation } from "../observation.ts";
import { type CutoverPlan, planDigest } from "../plan.ts";
import type { RunState } from "../runState.ts";
import { backward } from "./backward.ts";
import { forward } from "./forward.ts";
import { held } from "./held.ts";

/**
 * What a driver does next. Pure: the same past and the same observation give the same action.
 *
 * Order of precedence: an ended run stays ended; a driver whose token is no longer the newest yields; a reason to back
 * out goes before holds, freezes and outages; a hold goes before forward steps.
 * @param plan the plan that the run was started with
 * @param now epoch ms; times before the last event count as the last event's
 * @throws TypeError when the events are not a run of this plan
 */
export function next(plan: CutoverPlan, events: readonly RunEvent[], observation: Observation, now: number): Action {
  const state = foldRun(events);
  if (planDigest(plan) !== state.planDigest) throw new TypeError("the events belong to a run of another plan");
  return decide(state, observation, now);
}

/** The same from a state that is already folded. */
export function decide(state: RunState, observation: Observation, now: number): Action {
  const t = Math.max(now, state.lastAt);
  if (state.ended !== null) return { kind: "end", outcome: state.ended.outcome, reason: state.ended.reason };
  const { world } = observation;
  if (world.kind === "known" && world.fencingToken > state.fencingToken)
    return {
      kind: "yield",
      reason: {
        code: "lease-lost",
        text: `another driver took over: the stack holds fencing token ${world.fencingToken}, this one ${state.fencingToken}`,
      },
    };
  return backward(state, observation, t) ?? held(state, observation, t) ?? forward(state, observation, t);
}
