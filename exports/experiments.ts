/**
 * `maestro-conductor/experiments`: assignment and exposure log for services (`Experiments`, `withExperiment` for Express),
 * sequential analysis, ruling and the signed manifest.
 */
export {
  type Assignment,
  Experiments,
  type ExperimentsOptions,
  type Measured,
  type WithExperimentOptions,
  withExperiment,
} from "../adapters/experiments/index.ts";
export * from "../core/experiments/index.ts";
