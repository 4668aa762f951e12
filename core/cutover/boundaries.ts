import { BACKOUT } from "./action.ts";
import type { CutoverPlan } from "./plan.ts";
import type { StepEffect } from "./states.ts";

/** What a driver does for one effect, in order. `report` is the writing of run.json after the outcome. */
const PARTS = ["intent", "up", "outcome", "report"] as const;
export type BoundaryPart = (typeof PARTS)[number];

/** A place between two writes or effects at which a driver can die. */
export interface Boundary {
  /** `<step>.<before|after>.<part>`: unique in the plan. */
  readonly id: string;
  /** A step's id, or `backout`. */
  readonly step: string;
  /** A step's state, or `backout`. */
  readonly state: string;
  readonly side: "before" | "after";
  readonly part: BoundaryPart;
}

/** Every boundary of a plan's steps in order, then the backout's. A step without an `up` has no boundary at one. */
export function boundaries(plan: CutoverPlan): Boundary[] {
  return [...plan.steps.flatMap((s) => of(s.id, s.state, s.effect)), ...of(BACKOUT, BACKOUT, "up")];
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

function of(id: string, state: string, effect: StepEffect): Boundary[] {
  const parts = PARTS.filter((part) => part !== "up" || effect === "up" || effect === "backfill");
  return parts.flatMap((part) => [boundaryOf({ id, state }, "before", part), boundaryOf({ id, state }, "after", part)]);
}
