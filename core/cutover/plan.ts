import { type Digest, digestOf } from "../ledger/index.ts";
import type { Color } from "../target/index.ts";
import type { LimitedCanary } from "./limited.ts";
import type { Release } from "./release.ts";
import type { StepEffect, StepState } from "./states.ts";

/** What decides whether a judged step goes on. */
export interface JudgeSettings {
  /** `aca` compares canary with baseline; `shadowRead` compares the answers to mirrored requests. */
  readonly kind: "aca" | "shadowRead";
  /** Samples a side below which nothing is judged. */
  readonly minSamples: number;
  /** Looks among which the judge divides its α. */
  readonly looks: number;
  /** Ms between two looks. */
  readonly lookEveryMs: number;
}

/** How far a backout is possible once the step has begun. */
export type BackoutSafety =
  | "safe"
  /** Writes that only the new side has must flow back first; the driver's backout does that. */
  | "reverse-sync-first"
  /** Data has moved past the point of return: backing out would lose writes, a person must decide. */
  | "past-return";

export interface PlanStep {
  /** Stable, unique in the plan: the state's name, for canary steps `canary-<weight>`. */
  readonly id: string;
  readonly state: StepState;
  readonly effect: StepEffect;
  /** Percent of requests that the new version answers after the step. */
  readonly weight: number;
  /** The release config after the step. */
  readonly release: Release;
  /** Digest of the whole config (all but change.* and run.*) after the step. */
  readonly configDigest: string;
  /** Ms after the effect whose samples are thrown away. */
  readonly warmupMs: number;
  /** Ms after the warm-up that the step is watched at least, without a gap in the data; 0 for none. */
  readonly watchMs: number;
  /** Ms after the watch until the step holds for want of a decision. */
  readonly maxWaitMs: number;
  readonly judge: JudgeSettings | null;
  /** Hold for a person before the step begins. */
  readonly holdBefore: boolean;
  readonly backout: BackoutSafety;
}

export interface PlanLimits {
  /** Tries of one effect before it holds. */
  readonly maxAttempts: number;
  /** Ms between two tries. */
  readonly retryAfterMs: number;
  /** Ms without an answer (freeze, world, metrics) that a run waits outside of a watch before it holds. */
  readonly maxOutageMs: number;
  /** Ms in hold between two escalations. */
  readonly escalateAfterMs: number;
  readonly maxEscalations: number;
  /** How often new data alone may end a hold in one run; after that only a person does. */
  readonly maxAutoResumes: number;
  /** Ms after which a held backout tries again by itself. */
  readonly backoutRetryMs: number;
  /** Ms after which an `up` that hangs is ended and counts as failed. Absent in plans from before it was there. */
  readonly maxUpMs?: number;
}

/** A declared data migration of the release; without one the plan has no migration states. */
export interface Mapping {
  readonly id: string;
  /** Whether writes accepted after the flip can flow back to the old side. */
  readonly reversible: boolean;
  /** Percent of reads mirrored in shadowRead. */
  readonly shadowRead: number;
}

export interface CutoverPlan {
  /** `default`, `short`, or what the plan file calls itself. */
  readonly name: string;
  readonly service: string;
  readonly stack: string;
  readonly environment: string;
  readonly from: { readonly color: Color; readonly version: string };
  readonly to: { readonly color: Color; readonly version: string };
  /** What a backout restores. */
  readonly preRun: { readonly release: Release; readonly configDigest: string };
  readonly mapping: Mapping | null;
  /** Absent where the canary is not limited beyond the plan's own steps. */
  readonly limited?: LimitedCanary;
  readonly limits: PlanLimits;
  readonly steps: readonly PlanStep[];
}

/** SHA-256 over the plan's canonical JSON; two plans with one digest are the same plan. */
export function planDigest(plan: CutoverPlan): Digest {
  return digestOf(plan);
}

/**
 * The digest of a plan that an approval binds: what goes from where to where, on which config. Neither `change` nor the
 * steps' weights are in it, since an approval caps them: a limited canary is the same plan, made stricter.
 */
export function approvedPlanDigest(
  plan: Pick<CutoverPlan, "service" | "stack" | "environment" | "from" | "to" | "preRun" | "mapping">,
): Digest {
  const { service, stack, environment, from, to, preRun, mapping } = plan;
  return digestOf({ service, stack, environment, from, to, preRun, mapping });
}

/** @throws TypeError for an id that the plan does not have: a bug of the caller, not of a person */
export function stepOf(plan: CutoverPlan, id: string): PlanStep {
  const step = plan.steps.find((s) => s.id === id);
  if (step === undefined) throw new TypeError(`the plan has no step ${id}`);
  return step;
}
