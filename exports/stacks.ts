/**
 * `maestro-conductor/stacks`: components of the local target, and the typed inputs of a stack. The components want a
 * provider.cjs beside the program: `module.exports = require("maestro-conductor/stacks/provider")`.
 */
export type { FenceClaim } from "../core/fence/index.ts";
export type { Group, ReplicaEndpoint, TargetOutputs } from "../core/target/index.ts";
export {
  type Color,
  type Inputs,
  inputs,
  namespace,
  parseInputs,
  type Release,
  validateInputs,
} from "../stacks/inputs.ts";
export { Database } from "../stacks/targets/local/resources/database.ts";
export { Fence } from "../stacks/targets/local/resources/fence.ts";
export { type ReplicaProcess, Replicas, type ReplicasProps } from "../stacks/targets/local/resources/replicas.ts";
export { Router, type RouterProps } from "../stacks/targets/local/resources/router.ts";
export type { RouterGroup } from "../stacks/targets/local/router/state.ts";
