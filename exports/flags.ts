/**
 * `maestro-conductor/flags`: the registry of feature flags, what is wrong with a use of one, and their values at run
 * time: `withFlag` for Express, a plain evaluator, a provider for OpenFeature.
 */
export {
  defaultFlags,
  type FlagSource,
  Flags,
  type FlagsOptions,
  type FlagsStatus,
  fileSource,
  httpSource,
  type KillSource,
  killFiles,
  overridesFrom,
  parseRegistryText as parseRegistry,
  useFlags,
  verifiedContext,
  type WithFlagOptions,
  withFlag,
} from "../adapters/flags/index.ts";
export { MaestroProvider } from "../adapters/flags/openfeature.ts";
export {
  type CompileOptions,
  checkFlags,
  checkRegistry,
  compile,
  type Evaluation,
  type EvaluationCause,
  type EvaluationContext,
  type EvaluationReason,
  exportFlagd,
  type Finding,
  type FindingCode,
  type Flag,
  type FlagContext,
  type FlagdDocument,
  type FlagRisk,
  type FlagScope,
  FlagSnapshot,
  type FlagType,
  type FlagUse,
  findingText,
  foldKey,
  importFlagd,
  keyForm,
  type Registry,
  registrySchema,
} from "../core/flags/index.ts";
