export { type Analysis, analyse, type GuardrailResult, type MetricResult, srmAlpha } from "./analyse.ts";
export { assign } from "./assign.ts";
export { Collection } from "./collect.ts";
export { type Decision, type EndReason, hindrances, type Ruling, rule } from "./decide.ts";
export { type Experiment, experimentSchema } from "./definition.ts";
export { type Admitted, admit, type DropReason, type ExposureEvent } from "./exposure.ts";
export {
  type Manifest,
  type ManifestCheck,
  manifestOf,
  manifestPayloadType,
  manifestSchema,
  sealManifest,
  verifyManifest,
} from "./manifest.ts";
