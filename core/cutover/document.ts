import type { LedgerHead } from "../ledger/index.ts";
import type { Color } from "../target/index.ts";
import { BACKOUT } from "./action.ts";
import type { Reason, RunEvent, Timings } from "./events.ts";
import { foldRun } from "./fold.ts";
import { wayBack } from "./planner/backward.ts";
import type { RunState } from "./runState.ts";
import type { RunStateName, StepState } from "./states.ts";
import { stateName } from "./transitions.ts";

export interface RunDocumentStep {
  readonly id: string;
  readonly state: StepState | typeof BACKOUT;
  /** Percent of requests that the new version answers after the step. */
  readonly weight: number;
  readonly startedAt: string | null;
  readonly endedAt: string | null;
  readonly outcome: "pending" | "running" | "done" | "failed";
  /** The last look of a judged step. */
  readonly aca: {
    readonly verdict: string;
    readonly score: number | null;
    readonly samples: { readonly baseline: number; readonly canary: number };
    readonly looks: number;
    readonly text: string;
    readonly artifactDigest: string | null;
  } | null;
}

export interface RunDocumentFlip {
  readonly from: Color;
  readonly to: Color;
  readonly setConfigAt: string | null;
  readonly trafficAt: string | null;
  /** From setConfigAt to trafficAt. */
  readonly ms: number | null;
  readonly upMs: number | null;
  readonly packMs: number | null;
}

/** What the driver measured itself and the ledger does not hold. */
export interface RunExtras<Traffic, Writes, Artifact> {
  readonly traffic: Traffic;
  readonly writes: Writes;
  readonly artifacts: readonly Artifact[];
  /** `path` names the original. */
  readonly ledger: {
    readonly path: string;
    readonly head: LedgerHead;
    readonly entries: number;
    readonly verified: boolean;
  };
}

/**
 * The fields of a cutover's document (run.json) from its events.
 * @param now epoch ms: a backout that is not through is as long as it has lasted by now
 */
export function runDocument<Traffic, Writes, Artifact>(
  runId: string,
  events: readonly RunEvent[],
  extras: RunExtras<Traffic, Writes, Artifact>,
  now: number,
) {
  const state = foldRun(events);
  const { plan } = state;
  return {
    runId,
    group: state.group,
    service: plan.service,
    stack: plan.stack,
    from: plan.from,
    to: plan.to,
    state: stateOf(state),
    outcome: outcomeOf(state),
    activeColor: activeColorOf(state),
    reason: reasonOf(state),
    pid: state.pid,
    startedAt: iso(state.startedAt),
    endedAt: iso(state.ended?.at ?? null),
    fencingToken: state.fencingToken,
    planDigest: state.planDigest,
    resumes: state.resumes,
    steps: stepsOf(state),
    flips: flipsOf(state),
    traffic: extras.traffic,
    writes: extras.writes,
    backout: backoutOf(state, now),
    wayBack: state.ended === null ? wayBack(state) : null,
    ledger: { ...extras.ledger, head: extras.ledger.head.hash },
    artifacts: extras.artifacts,
  };
}
export type RunDocument = ReturnType<typeof runDocument<unknown, unknown, unknown>>;

/** The state's name in design.md: a run that finished did so in `finish`, a refused one in the step that was refused. */
function stateOf(state: RunState): Exclude<RunStateName, "finished" | "refused"> {
  const name = stateName(state);
  if (name === "finished") return "finish";
  if (name !== "refused") return name;
  return state.backout === null ? "preflight" : "backedOut";
}

function outcomeOf(state: RunState): "finished" | "backedOut" | "held" | "refused" | "running" {
  return state.ended?.outcome ?? (state.hold === null ? "running" : "held");
}

function reasonOf(state: RunState): Reason | null {
  return state.ended === null ? (state.hold?.reason ?? state.backout?.reason ?? state.due) : state.ended.reason;
}

/** The color that the last effect known to be done turned the traffic to. */
function activeColorOf(state: RunState): Color {
  if (state.backout?.doneAt != null) return state.plan.preRun.release.activeColor;
  const done = state.plan.steps.filter((step) => state.steps[step.id]!.doneAt !== null);
  return done.at(-1)?.release.activeColor ?? state.plan.preRun.release.activeColor;
}

function stepsOf(state: RunState): RunDocumentStep[] {
  const steps = state.plan.steps.map((step): RunDocumentStep => {
    const progress = state.steps[step.id]!;
    const look = progress.looks.at(-1);
    const begun = progress.firstIntentAt !== null;
    const halted = begun && progress.passedAt === null && (state.backout !== null || state.ended !== null);
    return {
      id: step.id,
      state: step.state,
      weight: step.weight,
      startedAt: iso(progress.firstIntentAt),
      endedAt: iso(progress.passedAt ?? (halted ? (state.backout?.firstIntentAt ?? state.ended?.at ?? null) : null)),
      outcome: progress.passedAt !== null ? "done" : halted ? "failed" : begun ? "running" : "pending",
      aca:
        look === undefined
          ? null
          : {
              verdict: look.verdict,
              score: look.score,
              samples: look.samples,
              looks: progress.looks.length,
              text: look.text,
              artifactDigest: look.artifactDigest,
            },
    };
  });
  const { backout } = state;
  if (backout === null) return steps;
  const outcome = backout.doneAt !== null ? "done" : state.hold !== null ? "failed" : "running";
  const [startedAt, endedAt] = [iso(backout.firstIntentAt), iso(backout.doneAt)];
  return [...steps, { id: BACKOUT, state: BACKOUT, weight: 0, startedAt, endedAt, outcome, aca: null }];
}

/** The plan's flip, and the way back where the traffic had turned before. */
function flipsOf(state: RunState): RunDocumentFlip[] {
  const { from, to } = state.plan;
  const flip = state.plan.steps.find((step) => step.state === "flip");
  const progress = flip === undefined ? undefined : state.steps[flip.id];
  const flips: RunDocumentFlip[] = [];
  if (progress?.doneAt != null) flips.push(flipOf(from.color, to.color, progress.timings));
  if (progress?.firstIntentAt != null && state.backout?.doneAt != null)
    flips.push(flipOf(to.color, from.color, state.backout.timings));
  return flips;
}

function flipOf(from: Color, to: Color, timings: Timings | null): RunDocumentFlip {
  const { setConfigAt = null, trafficAt = null, upMs = null, packMs = null } = timings ?? {};
  const ms = setConfigAt === null || trafficAt === null ? null : trafficAt - setConfigAt;
  return { from, to, setConfigAt: iso(setConfigAt), trafficAt: iso(trafficAt), ms, upMs, packMs };
}

/** From what called for the backout (the reading that showed a breach) to all traffic being on the old color. */
function backoutOf(state: RunState, now: number) {
  const { backout, breach } = state;
  if (backout === null) return null;
  const calledAt = breach?.seenAt ?? backout.firstIntentAt!;
  const end = backout.restoredAt ?? backout.doneAt;
  return { breachAt: iso(calledAt), restoredAt: iso(end), ms: Math.max(0, (end ?? now) - calledAt) };
}

function iso(ms: number | null): string | null {
  return ms === null ? null : new Date(ms).toISOString();
}
