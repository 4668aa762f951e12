export { type WithExperimentOptions, withExperiment } from "./express.ts";
export { type ExperimentPlace, experimentPlace } from "./place.ts";
export {
  type EndingRecord,
  hasEnded,
  makeSalt,
  readEnding,
  readSalt,
  readStarted,
  type StartedRecord,
  startedNames,
  writeRecord,
} from "./record.ts";
export { type Assignment, Experiments, type ExperimentsOptions, type Measured } from "./runtime.ts";
export { emptyStore, LineTail } from "./store.ts";
