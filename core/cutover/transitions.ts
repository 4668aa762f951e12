import { currentStep } from "./planner/common.ts";
import type { RunState } from "./runState.ts";
import { type RunStateName, STEP_STATES, type StepState } from "./states.ts";

/** The state that a run is in. Between two steps it is in the one to come. */
export function stateName(state: RunState): RunStateName {
  if (state.ended !== null) return state.ended.outcome;
  if (state.hold !== null) return "hold";
  if (state.backout !== null) return "backout";
  return currentStep(state)?.state ?? "finish";
}

export interface Transition {
  readonly from: RunStateName;
  readonly to: RunStateName;
  readonly when: string;
}

const MIGRATION: readonly StepState[] = ["dualWrite", "backfill", "shadowRead"];

/** Every change of state that a run can make. The planner's tests hold each event they see against it. */
export const TRANSITIONS: readonly Transition[] = [
  ...STEP_STATES.slice(1).map((to, index) => ({
    from: STEP_STATES[index]!,
    to,
    when: whenPassed(STEP_STATES[index]!),
  })),
  { from: "deployIdle", to: "canary", when: "deployed, no mapping declared" },
  ...STEP_STATES.flatMap((state): Transition[] => [
    { from: state, to: "hold", when: "a person, a freeze, missing data, a failed effect" },
    { from: "hold", to: state, when: "a person, new data" },
    // Before anything was changed, and after finish has closed the run, there is nothing to back out.
    ...(state === "preflight"
      ? []
      : [{ from: state, to: "backout", when: "breach, failed verdict, a person" } as const]),
  ]),
  { from: "preflight", to: "refused", when: "freeze or policy says no" },
  { from: "deployIdle", to: "refused", when: "freeze, before anything was changed" },
  ...(["preflight", "deployIdle", "hold"] as const).map(
    (from): Transition => ({ from, to: "backedOut", when: "a person, before anything was changed" }),
  ),
  { from: "hold", to: "backout", when: "breach, a person" },
  { from: "backout", to: "hold", when: "the backout does not come through" },
  { from: "backout", to: "backedOut", when: "the config before the run is restored" },
  { from: "backout", to: "refused", when: "restored after a policy's no, before any traffic" },
  { from: "backout", to: "finish", when: "finish had closed the run before" },
  { from: "finish", to: "finished", when: "the old color is removed" },
];

function whenPassed(state: StepState): string {
  if (state === "deployIdle") return "deployed, mapping declared";
  if (state === "canary" || state === "shadowRead") return "judged: pass";
  return state === "soak" ? "watched without a breach" : MIGRATION.includes(state) ? "done" : "passed";
}

/** The state diagram in Mermaid, from the table above. Hold and backout are drawn once for all states. */
export function diagram(): string {
  const step = (name: RunStateName): boolean => (STEP_STATES as readonly string[]).includes(name);
  const common = (t: Transition): boolean =>
    (step(t.from) && (t.to === "hold" || t.to === "backout")) || (t.from === "hold" && step(t.to));
  const edge = ({ from, to, when }: Transition): string => `  ${from} --> ${to}: ${when}`;
  const inRun = TRANSITIONS.filter((t) => !common(t) && step(t.from) && step(t.to));
  const outside = TRANSITIONS.filter((t) => !common(t) && !inRun.includes(t));
  const drawn = (name: RunStateName): string => (step(name) ? "run" : name);
  const edges = TRANSITIONS.filter(common).map((t) => `  ${drawn(t.from)} --> ${drawn(t.to)}: ${t.when}`);
  const merged = [...new Set(edges)];
  return [
    "stateDiagram-v2",
    "  [*] --> preflight",
    "  state run {",
    ...STEP_STATES.map((name) => `    ${name}`),
    "    canary --> canary: judged: pass, more weight",
    ...inRun.map((t) => `  ${edge(t)}`),
    "  }",
    ...outside.map(edge),
    ...merged,
    ...["finished", "backedOut", "refused"].map((name) => `  ${name} --> [*]`),
    "",
  ].join("\n");
}
