export { approvalBound, approvalFault } from "./approval.ts";
export { type FlagChange, flagTrail, type RegistryRevision, registryChanges, type TrailEntry } from "./audit/index.ts";
export { checkFlags } from "./check.ts";
export { checkRegistry } from "./check-registry.ts";
export { flagsInConfig } from "./config.ts";
export { type DrillOutcome, drillExitCode, drillOutcomes, type Probed, sideOf } from "./drill.ts";
export {
  type CompileOptions,
  compile,
  type Evaluation,
  type EvaluationCause,
  type EvaluationContext,
  type EvaluationReason,
  FlagSnapshot,
  isSwitch,
  murmur3,
} from "./evaluate/index.ts";
export { maximumExtensionDays, maximumExtensions } from "./extensions.ts";
export { type Extraction, extractFlags } from "./extract.ts";
export type { Finding, FindingCode, FlagContext, FlagRule, FlagUse } from "./finding.ts";
export { exportFlagd, type FlagdDocument, type FlagdFlag, importFlagd } from "./flagd/index.ts";
export { foldKey } from "./fold.ts";
export { type LintFinding, type LintPosition, type LintUse, lintFlags } from "./lint.ts";
export { findingText, refuseOnFindings } from "./refusal.ts";
export {
  byKey,
  type Flag,
  type FlagApproval,
  type FlagApprovals,
  type FlagExtension,
  type FlagPosition,
  type FlagProbe,
  type FlagRisk,
  type FlagScope,
  type FlagSplit,
  type FlagTarget,
  type FlagType,
  type ProbeAnswer,
  type Registry,
  type VariantValue,
} from "./registry.ts";
export { keyForm, registrySchema } from "./schema.ts";
export {
  type KillStatement,
  killPayloadType,
  kills,
  latestByKey,
  type OpenedKill,
  sealKill,
  unsealKill,
} from "./statement/index.ts";
