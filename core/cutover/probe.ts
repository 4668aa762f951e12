import { BACKOUT } from "./action.ts";
import { NO_TIMINGS, type Reason, type RunFact } from "./events.ts";
import { DRIFTED, RUN_CLOSED, UNSETTLED } from "./fold.ts";
import type { WorldState } from "./observation.ts";
import { stepOf } from "./plan.ts";
import type { RunState } from "./runState.ts";

/**
 * The fact to append after a `probe` action: what a fresh look at the world says of an intent without an outcome.
 * @param step the action's: a step's id or `backout`
 * @param world looked at after the intent; never an earlier look
 * @param now epoch ms
 */
export function probeFact(state: RunState, step: string, world: WorldState, now: number): RunFact {
  if (step !== BACKOUT) {
    const { effect } = stepOf(state.plan, step);
    // A preview changes nothing, and a backfill resumes from its own checkpoint: both are begun again.
    if (effect === "preview" || effect === "backfill")
      return { kind: "step.outcome", step, ...found("absent", null, now) };
    if (effect === "none") return { kind: "step.outcome", step, ...found("probed", null, now) };
  }
  if (world.kind === "unknown") return { kind: "probe.failed", step, reason: world.reason };
  const wanted = step === BACKOUT ? state.plan.preRun.configDigest : stepOf(state.plan, step).configDigest;
  const closed = step === BACKOUT && world.configDigest === state.plan.steps.at(-1)!.configDigest;
  const error = closed
    ? { code: RUN_CLOSED, text: "finish has closed the run: there is nothing to go back to" }
    : difference(state, wanted, world);
  const fields = found(error === null ? "probed" : "absent", error, now);
  return step === BACKOUT
    ? { kind: "backout.outcome", ...fields, restoredAt: error === null ? now : null }
    : { kind: "step.outcome", step, ...fields };
}

function difference(state: RunState, wanted: string, world: Extract<WorldState, { kind: "known" }>): Reason | null {
  const { plan } = state;
  if (world.configDigest === wanted)
    return world.settled ? null : { code: UNSETTLED, text: "the config is there, but not all of it was brought about" };
  const known =
    world.configDigest === plan.preRun.configDigest || plan.steps.some((s) => s.configDigest === world.configDigest);
  if (known) return { code: "not-applied", text: "the stack is at another step's config" };
  return { code: DRIFTED, text: "the stack's config is that of no step of this plan: someone else changed it" };
}

function found(outcome: "probed" | "absent", error: Reason | null, now: number) {
  return { outcome, startedAt: null, endedAt: Math.trunc(now), timings: NO_TIMINGS, error, refused: false } as const;
}
