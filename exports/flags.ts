/** `maestro-conductor/flags`: the registry of feature flags, and what is wrong with a use of one. Pure. */
export {
  checkFlags,
  checkRegistry,
  type Finding,
  type FindingCode,
  type Flag,
  type FlagContext,
  type FlagRisk,
  type FlagScope,
  type FlagType,
  type FlagUse,
  findingText,
  foldKey,
  keyForm,
  type Registry,
  registrySchema,
} from "../core/flags/index.ts";
