import type { Reason, Verb } from "./events.ts";
import type { Observation } from "./observation.ts";
import { pointOfNoReturn } from "./planner/backward.ts";
import { currentStep } from "./planner/common.ts";
import type { RunState } from "./runState.ts";

/**
 * Whether a person's command is obeyed now; null means yes. Both answers go to the ledger as `command`.
 *
 * `promote` ends the wait that now is and goes to the next step. It may overrule missing data, a hold and the rest of a
 * watch, but neither a breach, a freeze nor a failed verdict.
 */
export function refusalOf(
  state: RunState,
  observation: Pick<Observation, "freeze" | "breach">,
  verb: Verb,
  acceptDataLoss = false,
): Reason | null {
  if (state.ended !== null) return { code: "run-ended", text: `the run has ended: ${state.ended.outcome}` };
  const back = state.backout !== null || (state.due !== null && pointOfNoReturn(state) === null);
  switch (verb) {
    case "hold":
      if (back) return { code: "backing-out", text: "a backout is not held" };
      return state.hold?.reason.code === "command" ? { code: "already-held", text: "a person holds it already" } : null;
    case "resume":
      if (state.hold === null) return { code: "not-held", text: "the run does not hold" };
      return state.hold.reason.code === "freeze" ? freezeRefusal(observation) : null;
    case "promote":
      return back ? { code: "backing-out", text: "the run is on its way back" } : promoteRefusal(state, observation);
    case "backout": {
      if (back && state.hold === null) return { code: "backing-out", text: "the run is on its way back already" };
      const noReturn = pointOfNoReturn(state);
      return noReturn === null || (acceptDataLoss && !state.closed) ? null : noReturn;
    }
  }
}

function promoteRefusal(state: RunState, { freeze, breach }: Pick<Observation, "freeze" | "breach">): Reason | null {
  if (state.exposed && breach.kind === "breach") return { code: "breach", text: `${breach.limit} is broken` };
  const code = state.hold?.reason.code;
  if (code === "verdict-failed" || code === "shadow-read-failed")
    return { code: "verdict-fail", text: "the judge said no; resume judges again, backout goes back" };
  const step = currentStep(state);
  const waits = state.hold !== null || (step !== null && state.steps[step.id]!.doneAt !== null);
  if (!waits) return { code: "nothing-to-skip", text: "the run waits for nothing that can be skipped" };
  return freezeRefusal({ freeze });
}

function freezeRefusal({ freeze }: Pick<Observation, "freeze">): Reason | null {
  if (freeze.kind === "deny") return { code: "freeze", text: freeze.text };
  return freeze.kind === "unknown" ? { code: "freeze-unknown", text: freeze.text } : null;
}
