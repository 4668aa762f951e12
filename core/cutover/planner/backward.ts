import type { Breach } from "../../slo/index.ts";
import { type Action, type ApplyBackout, BACKOUT } from "../action.ts";
import { breachText, type Reason, type RunFact } from "../events.ts";
import type { Observation } from "../observation.ts";
import type { BackoutSafety } from "../plan.ts";
import type { BackoutProgress, RunState } from "../runState.ts";
import { currentStep } from "./common.ts";

/**
 * The way back, or null when the run is not on it and has no reason to be.
 * Neither freeze, metrics nor an unanswered look at the world stands in its way; only data past its return does.
 */
export function backward(state: RunState, observation: Observation, t: number): Action | null {
  if (state.backout !== null) return proceed(state, state.backout, t);
  const seen = state.exposed && observation.breach.kind === "breach" ? observation.breach : null;
  const due: Reason | null =
    state.due ?? (seen === null ? null : { code: "breach", text: breachText(seen.limit, seen.value, seen.max) });
  if (due === null) return null;

  const step = currentStep(state);
  if (step === null) return null;
  const progress = state.steps[step.id]!;
  if (step.state === "finish" && progress.doneAt !== null) return null;
  // finish closes the run: whether it has done so decides whether there is a way back, so look before anything else.
  const begun = step.state === "finish" && progress.firstIntentAt !== null;
  if (begun && !state.closed && !progress.absent && progress.blind === null) return { kind: "probe", step: step.id };
  const noReturn = pointOfNoReturn(state);
  if (noReturn !== null) {
    if (state.noReturnSeen || state.hold?.reason.code === noReturn.code) return null;
    return { kind: "hold", reason: { code: noReturn.code, text: `${noReturn.text} (${due.text})` } };
  }
  if (!state.touched) return endOf(due);
  const breach = seen === null || state.breach !== null ? null : breachFact(seen);
  return apply(state, due, 1, breach);
}

/** What the ledger keeps of a breach that is seen for the first time. */
export function breachFact(seen: Breach): Extract<RunFact, { kind: "breach" }> {
  return { kind: "breach", rule: seen.limit, value: seen.value, limit: seen.max, seenAt: Math.trunc(seen.at) };
}

/**
 * How far a backout is possible now: what the last step that was begun says. Once a person has accepted that writes are
 * lost, there is nothing to sync first either.
 */
export function backoutSafety(state: RunState): BackoutSafety {
  const begun = state.plan.steps.filter((step) => state.steps[step.id]!.firstIntentAt !== null);
  const declared = begun.at(-1)?.backout ?? "safe";
  return declared === "reverse-sync-first" && state.dataLossAccepted ? "safe" : declared;
}

export interface WayBack {
  /** `closed`: finish has begun to take the old color down. */
  readonly safety: BackoutSafety | "closed";
  /** In words, with what has to happen first. */
  readonly text: string;
}

/** The way back as it is now, for people. */
export function wayBack(state: RunState): WayBack {
  const noReturn = pointOfNoReturn(state);
  if (state.closed) return { safety: "closed", text: noReturn!.text };
  if (noReturn !== null)
    return { safety: "past-return", text: `${noReturn.text}; a backout holds until a person accepts the loss` };
  if (backoutSafety(state) === "reverse-sync-first")
    return {
      safety: "reverse-sync-first",
      text: "writes that only the new side has flow back first, then the old color takes over; no write is lost",
    };
  return { safety: "safe", text: "a backout loses no write" };
}

/** Why there is no way back, or null where there is one. */
export function pointOfNoReturn(state: RunState): Reason | null {
  const code = "point-of-no-return";
  if (state.closed) return { code, text: "finish has begun to take the old color down; going back is a new cutover" };
  if (backoutSafety(state) !== "past-return" || state.dataLossAccepted) return null;
  return { code, text: "writes accepted after the flip cannot flow back; backing out would lose them" };
}

function proceed(state: RunState, backout: BackoutProgress, t: number): Action {
  const { limits } = state.plan;
  if (backout.doneAt !== null) return endOf(backout.reason);
  if (state.hold !== null) {
    if (state.hold.released) return { kind: "leave", by: "person" };
    if (t >= state.hold.at + limits.backoutRetryMs) return { kind: "leave", by: "timer" };
    return { kind: "wait", reason: state.hold.reason, exposed: state.exposed };
  }
  const again = (): Action => apply(state, backout.reason, backout.attempts + 1, null);
  // Whether the last try came through is looked up once; when that cannot be told, restoring again does no harm.
  if (backout.open) return backout.blind === null ? { kind: "probe", step: BACKOUT } : again();
  if (backout.failures >= limits.maxAttempts)
    return {
      kind: "hold",
      reason: { code: "backout-failed", text: backout.lastFailure?.reason.text ?? "the backout does not come through" },
    };
  const retryAt = (backout.lastFailure?.at ?? 0) + limits.retryAfterMs;
  if (backout.absent || backout.blind !== null) return again();
  if (t < retryAt)
    return {
      kind: "watch",
      step: BACKOUT,
      until: retryAt,
      reason: { code: "retry", text: "waits before the next try" },
    };
  return { kind: "probe", step: BACKOUT };
}

function apply(state: RunState, reason: Reason, attempt: number, breach: ApplyBackout["breach"]): ApplyBackout {
  const { release, configDigest } = state.plan.preRun;
  const safety = backoutSafety(state);
  return { kind: "apply", backout: true, release, configDigest, attempt, reason, breach, safety };
}

/** Taken down after a refusal, the run was never more than a refused one. */
function endOf(reason: Reason): Action {
  return { kind: "end", outcome: reason.code === "refused" ? "refused" : "backedOut", reason };
}
