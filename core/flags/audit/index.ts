export { type FlagChange, registryChanges } from "./changes.ts";
export { flagTrail, type RegistryRevision, type TrailEntry } from "./trail.ts";
