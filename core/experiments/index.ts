export { type Analysis, analyse, type GuardrailResult, type MetricResult, srmAlpha } from "./analyse.ts";
export { assign } from "./assign.ts";
export { Collection } from "./collect.ts";
export { type Decision, type EndReason, type Ruling, rule } from "./decide.ts";
export { type Experiment, endOf, experimentSchema } from "./definition.ts";
export {
  type Admitted,
  admit,
  type DropReason,
  dropReasons,
  type ExposureEvent,
  instantOf,
  subjectHash,
} from "./exposure.ts";
export {
  type Manifest,
  type ManifestCheck,
  manifestOf,
  manifestSchema,
  manifestType,
  sealManifest,
  verifyManifest,
} from "./manifest.ts";
export { Monitor } from "./monitor.ts";
export { isPersonal, looksPersonal } from "./personal.ts";
export { hindranceOf, reviewApproval, reviewDigest } from "./review.ts";
export { type SimulationResult, type SimulationRow, simulate, simulationRows } from "./simulate/index.ts";
export { Tally } from "./tally.ts";
