import { BACKOUT } from "./action.ts";
import type { RunFact } from "./events.ts";
import type { CutoverPlan, PlanStep } from "./plan.ts";

/** Where a boundary of the run as a whole lies. */
export const RUN = "run";

/**
 * What lies between two moments at which a driver can die: `up` is the effect, `report` the writing of run.json, the
 * others are entries that are written to the ledger and synced to disk.
 */
export type BoundaryPart = "breach" | "intent" | "up" | "outcome" | "report" | "look" | "passed" | "ended";

/** A place between two writes or effects at which a driver can die. */
export interface Boundary {
  /** `<step>.<before|after>.<part>`: unique in the plan. */
  readonly id: string;
  /** A step's id, `backout` or `run`. */
  readonly step: string;
  /** A step's state, `backout` or `run`. */
  readonly state: string;
  readonly side: "before" | "after";
  readonly part: BoundaryPart;
}

/**
 * Every boundary that a run of this plan can pass, in its order: those of the steps, of the run's end, and of a backout
 * that a breach calls for. What has no `up` or no judge has no boundary there.
 */
export function boundaries(plan: CutoverPlan): Boundary[] {
  return [
    ...plan.steps.flatMap((step) => of(step, partsOf(step))),
    ...of({ id: RUN, state: RUN }, ["ended"]),
    ...of({ id: BACKOUT, state: BACKOUT }, ["breach", "intent", "up", "outcome", "report"]),
  ];
}

/**
 * Whether the setting `MAESTRO_TEST_KILL_AT` names this boundary: by its id, or by its state, which then means the
 * first step in that state that comes by.
 */
export function isKillAt(setting: string | undefined, boundary: Boundary): boolean {
  return setting === boundary.id || setting === `${boundary.state}.${boundary.side}.${boundary.part}`;
}

export function boundaryOf(
  step: { readonly id: string; readonly state: string },
  side: Boundary["side"],
  part: BoundaryPart,
): Boundary {
  return { id: `${step.id}.${side}.${part}`, step: step.id, state: step.state, side, part };
}

/** Which boundary a fact's own write is; null for intents and outcomes, which lie around an effect, and for asides. */
export function partOfFact(
  plan: CutoverPlan,
  fact: RunFact,
): { readonly step: { readonly id: string; readonly state: string }; readonly part: BoundaryPart } | null {
  const step = (id: string) => plan.steps.find((s) => s.id === id) ?? { id, state: id };
  switch (fact.kind) {
    case "look":
      return { step: step(fact.step), part: "look" };
    case "step.passed":
      return { step: step(fact.step), part: "passed" };
    case "run.ended":
      return { step: { id: RUN, state: RUN }, part: "ended" };
    case "breach":
      return { step: { id: BACKOUT, state: BACKOUT }, part: "breach" };
    default:
      return null;
  }
}

function partsOf({ effect, judge }: PlanStep): BoundaryPart[] {
  const changes = effect === "up" || effect === "backfill";
  return [
    "intent",
    ...(changes ? (["up"] as const) : []),
    "outcome",
    "report",
    ...(judge !== null ? (["look"] as const) : []),
    "passed",
  ];
}

function of(step: { readonly id: string; readonly state: string }, parts: readonly BoundaryPart[]): Boundary[] {
  return parts.flatMap((part) => [boundaryOf(step, "before", part), boundaryOf(step, "after", part)]);
}
