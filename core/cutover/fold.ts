import { BACKOUT } from "./action.ts";
import { breachText, type RunEvent, type RunEventBody } from "./events.ts";
import { stepOf } from "./plan.ts";
import type { EffectProgress, RunState, StepProgress } from "./runState.ts";

/** An outcome found by a look at the world that shows a config of nobody's plan. */
export const DRIFTED = "config-drift";
/** An outcome found by a look at the world that shows the right config, but not all of it brought about. */
export const UNSETTLED = "unsettled";
/** A backout found, or was told by the fence, that finish has closed the run. */
export const RUN_CLOSED = "run-closed";

/**
 * The state of a run from its events, oldest first.
 * @throws TypeError when the first event is not `run.started`, or another one is
 */
export function foldRun(events: readonly RunEvent[]): RunState {
  const [first, ...rest] = events;
  if (first?.kind !== "run.started") throw new TypeError("a run begins with run.started");
  return rest.reduce(applyEvent, startState(first));
}

function startState(event: Extract<RunEvent, { kind: "run.started" }>): RunState {
  const { plan, planDigest, group, pid, fencingToken, at } = event;
  return {
    plan,
    planDigest,
    group,
    startedAt: at,
    lastAt: at,
    pid,
    fencingToken,
    resumes: 0,
    steps: Object.fromEntries(plan.steps.map((step) => [step.id, { ...IDLE, looks: [], passedAt: null }])),
    current: 0,
    watchFrom: null,
    since: at,
    touched: false,
    exposed: false,
    closed: false,
    due: null,
    breach: null,
    backout: null,
    hold: null,
    holdWanted: null,
    promoted: false,
    cleared: [],
    autoResumes: 0,
    dataLossAccepted: false,
    noReturnSeen: false,
    freeze: null,
    ended: null,
  };
}

const IDLE: EffectProgress = {
  attempts: 0,
  failures: 0,
  open: false,
  firstIntentAt: null,
  doneAt: null,
  lastFailure: null,
  absent: false,
  blind: null,
  timings: null,
};

/** One event further. Events after `run.ended` change nothing: terminal states are terminal. */
export function applyEvent(before: RunState, event: RunEvent): RunState {
  if (before.ended !== null) return before;
  const state: RunState = { ...before, lastAt: Math.max(before.lastAt, event.at) };
  const { at } = event;
  switch (event.kind) {
    case "run.started":
      throw new TypeError("a run begins once");
    case "run.resumed":
      return {
        ...state,
        pid: event.pid,
        fencingToken: event.fencingToken,
        resumes: state.resumes + 1,
        since: at,
        watchFrom: state.watchFrom === null ? null : at,
      };
    case "step.intent":
      return stepIntent(state, event, at);
    case "step.outcome":
      return stepOutcome(state, event, at);
    case "probe.failed":
      return probeFailed(state, event.step, at);
    case "step.passed":
      return {
        ...withStep(state, event.step, { passedAt: at }),
        current: state.current + 1,
        watchFrom: null,
        // A person's promote carries the run into the next step; it is spent when that begins.
        promoted: event.by === "person" && state.promoted,
        since: at,
      };
    case "look": {
      const next = withStep(state, event.step, { looks: [...state.steps[event.step]!.looks, event] });
      if (event.verdict !== "fail" || stepOf(state.plan, event.step).judge?.kind !== "aca") return next;
      return { ...next, due: state.due ?? { code: "verdict-fail", text: `${event.step}: ${event.text}` } };
    }
    case "freeze.changed":
      return { ...state, freeze: event.freeze };
    case "breach":
      return {
        ...state,
        breach: state.breach ?? event,
        due: state.due ?? { code: "breach", text: breachText(event.rule, event.value, event.limit) },
      };
    case "hold.entered":
      return {
        ...state,
        hold: { at, reason: event.reason, escalations: 0, released: false },
        holdWanted: null,
        promoted: false,
      };
    case "hold.left":
      return holdLeft(state, event, at);
    case "escalated":
      return state.hold === null ? state : { ...state, hold: { ...state.hold, escalations: event.count } };
    case "command":
      return event.refused === null ? command(state, event) : state;
    case "backout.intent":
      return {
        ...state,
        hold: null,
        holdWanted: null,
        promoted: false,
        due: state.due ?? event.reason,
        backout: {
          ...(state.backout ?? { ...IDLE, restoredAt: null }),
          reason: event.reason,
          attempts: event.attempt,
          open: true,
          absent: false,
          blind: null,
          firstIntentAt: state.backout?.firstIntentAt ?? at,
        },
      };
    case "backout.outcome":
      if (state.backout === null) return state;
      // A backout that comes after finish has closed the run changed nothing: the run is back at finish, and held there.
      if (event.error?.code === RUN_CLOSED) return { ...state, since: at, closed: true, backout: null };
      return {
        ...state,
        since: at,
        backout: { ...state.backout, ...outcomeOf(state.backout, event, at), restoredAt: event.restoredAt },
      };
    case "run.ended":
      return { ...state, ended: { outcome: event.outcome, reason: event.reason, at } };
  }
}

function withStep(state: RunState, id: string, change: Partial<StepProgress>): RunState {
  return { ...state, steps: { ...state.steps, [id]: { ...state.steps[id]!, ...change } } };
}

function stepIntent(state: RunState, event: RunEventBody<"step.intent">, at: number): RunState {
  const step = stepOf(state.plan, event.step);
  const progress = state.steps[event.step]!;
  const touches = step.effect === "up" || step.effect === "backfill";
  return {
    ...withStep(state, event.step, {
      attempts: event.attempt,
      open: true,
      absent: false,
      blind: null,
      firstIntentAt: progress.firstIntentAt ?? at,
    }),
    touched: state.touched || touches,
    exposed: state.exposed || step.weight > 0,
    promoted: false,
  };
}

function outcomeOf(
  progress: EffectProgress,
  event: Omit<RunEventBody<"step.outcome">, "step">,
  at: number,
): EffectProgress {
  const absent = event.outcome === "absent";
  const closed = { ...progress, open: false, absent, blind: null, timings: event.timings };
  if (event.outcome === "done" || event.outcome === "probed") return { ...closed, doneAt: at, lastFailure: null };
  if (event.outcome === "absent" && event.error?.code !== DRIFTED) return closed;
  const reason = event.error ?? { code: "effect-failed", text: "it failed without a reason" };
  return { ...closed, failures: progress.failures + 1, lastFailure: { at, reason, refused: event.refused } };
}

function stepOutcome(state: RunState, event: RunEventBody<"step.outcome">, at: number): RunState {
  const step = stepOf(state.plan, event.step);
  const progress = outcomeOf(state.steps[event.step]!, event, at);
  const next: RunState = {
    ...withStep(state, event.step, progress),
    since: at,
    watchFrom: progress.doneAt === null ? null : at,
    closed: state.closed || (step.state === "finish" && (progress.doneAt !== null || event.error?.code === UNSETTLED)),
  };
  // What a policy refuses before any traffic is taken down again; with traffic on it a person decides.
  const takeDown =
    event.outcome === "failed" && event.refused && state.touched && !state.exposed && state.freeze !== "deny";
  if (!takeDown || state.due !== null) return next;
  return { ...next, due: { code: "refused", text: event.error?.text ?? "a policy refused the step" } };
}

function probeFailed(state: RunState, step: string, at: number): RunState {
  const blind = (progress: EffectProgress) => ({ blind: { firstAt: progress.blind?.firstAt ?? at, lastAt: at } });
  if (step !== BACKOUT) return withStep(state, step, blind(state.steps[step]!));
  return state.backout === null ? state : { ...state, backout: { ...state.backout, ...blind(state.backout) } };
}

function holdLeft(state: RunState, event: RunEventBody<"hold.left">, at: number): RunState {
  const code = state.hold?.reason.code;
  const step = state.plan.steps[state.current];
  const more = code === "inconclusive" || code === "judge-error";
  const fresh = { failures: 0, lastFailure: null, blind: null };
  const next = step === undefined ? state : withStep(state, step.id, fresh);
  return {
    ...next,
    hold: null,
    backout: state.backout === null ? null : { ...state.backout, failures: 0, blind: null },
    since: at,
    // What decided nothing is judged again together with what was sampled since; any other watch begins anew.
    watchFrom: state.watchFrom === null || (more && event.by === "data") ? state.watchFrom : at,
    cleared: code === "planned" && step !== undefined ? [...state.cleared, step.id] : state.cleared,
    autoResumes: state.autoResumes + (event.by === "data" ? 1 : 0),
    noReturnSeen: state.noReturnSeen || (code === "point-of-no-return" && event.by === "person"),
  };
}

function command(state: RunState, event: RunEventBody<"command">): RunState {
  const reason = { code: "command", text: `${event.actor}: ${event.reason}` };
  const released = state.hold === null ? null : { ...state.hold, released: true };
  switch (event.verb) {
    case "hold":
      return { ...state, holdWanted: reason };
    case "resume":
      return { ...state, hold: released, holdWanted: null };
    case "promote":
      return { ...state, hold: released, holdWanted: null, promoted: true };
    case "backout":
      return {
        ...state,
        due: state.due ?? reason,
        dataLossAccepted: state.dataLossAccepted || event.acceptDataLoss,
        hold: state.backout === null ? state.hold : released,
      };
  }
}
