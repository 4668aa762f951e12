export { type Action, type ApplyBackout, type ApplyStep, BACKOUT, factsOf } from "./action.ts";
export { type Boundary, type BoundaryPart, boundaries, boundaryOf, isKillAt, partOfFact } from "./boundaries.ts";
export { eventsOfRun, runIds, toDraft, toEvent } from "./codec.ts";
export { refusalOf } from "./commands.ts";
export {
  type RunDocument,
  type RunDocumentFlip,
  type RunDocumentStep,
  type RunExtras,
  runDocument,
} from "./document.ts";
export {
  type EndOutcome,
  eventKinds,
  type LookVerdict,
  NO_TIMINGS,
  type Reason,
  type RunEvent,
  type RunEventBody,
  type RunEventKind,
  type RunFact,
  type Timings,
  type Verb,
} from "./events.ts";
export { type ExpectedOperation, type ExpectedStep, expectedSteps, type WantedResource } from "./expected.ts";
export { applyEvent, foldRun } from "./fold.ts";
export {
  type GroupAction,
  type GroupFile,
  type GroupMember,
  groupSchema,
  type MemberState,
  memberState,
  nextOfGroup,
} from "./group.ts";
export { type LimitedCanary, limitOptions } from "./limited.ts";
export { makePlan, type PlanRequest } from "./makePlan.ts";
export { noticesOf } from "./notices.ts";
export type { FreezeState, Observation, WorldState } from "./observation.ts";
export {
  approvedPlanDigest,
  type BackoutSafety,
  type CutoverPlan,
  type JudgeSettings,
  type Mapping,
  type PlanLimits,
  type PlanStep,
  planDigest,
  stepOf,
} from "./plan.ts";
export { type PlanFile, type PlanOptions, planFile, settlePlanFile } from "./planFile.ts";
export { backoutSafety, breachFact, pointOfNoReturn, type WayBack, wayBack } from "./planner/backward.ts";
export { currentStep } from "./planner/common.ts";
export { decide, next } from "./planner/next.ts";
export { probeFact } from "./probe.ts";
export { idleOf, otherColor, type Release, releaseSchema } from "./release.ts";
export type { BackoutProgress, EffectProgress, Failure, Hold, Look, RunState, StepProgress } from "./runState.ts";
export { RUN_STATES, type RunStateName, STEP_STATES, type StepEffect, type StepState } from "./states.ts";
export { diagram, stateName, TRANSITIONS, type Transition } from "./transitions.ts";
