/** The states that a step can be in, in the order of a run. A plan leaves out those it does not need. */
export const STEP_STATES = [
  "preflight",
  "deployIdle",
  "dualWrite",
  "backfill",
  "shadowRead",
  "canary",
  "flip",
  "soak",
  "finish",
] as const;
export type StepState = (typeof STEP_STATES)[number];

/** Every state a run can be in. The last three are terminal; `finished` is what `finish` ends in. */
export const RUN_STATES = [...STEP_STATES, "hold", "backout", "backedOut", "refused", "finished"] as const;
export type RunStateName = (typeof RUN_STATES)[number];

/** What a step does to the world beside being written down. */
export type StepEffect =
  /** A preview of the next step under the policy packs and the checks before a run; nothing changes. */
  | "preview"
  /** `up` with the step's release config. */
  | "up"
  /** The migration's backfill, resumable from its own checkpoint; no config changes. */
  | "backfill"
  /** Nothing: it is watched only. */
  | "none";

export const EFFECT_OF: Readonly<Record<StepState, StepEffect>> = {
  preflight: "preview",
  deployIdle: "up",
  dualWrite: "up",
  backfill: "backfill",
  shadowRead: "up",
  canary: "up",
  flip: "up",
  soak: "none",
  finish: "up",
};
