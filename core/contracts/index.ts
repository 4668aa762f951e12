export { type DiffCode, diffText, type Meta, type Severity } from "./diff/codes.ts";
export { type DiffOptions, diffAlone, diffContracts } from "./diff/diff.ts";
export { type Direction, directionsOf, isTransitive, strictest, type UpgradeFirst } from "./diff/direction.ts";
export type { DiffFinding, ForeignFinding, PairDiff, Witness } from "./diff/finding.ts";
export { type ContractPair, type Pairing, pairContracts } from "./diff/pairs.ts";
export { type Bump, compareVersions } from "./diff/version.ts";
export { durationDays } from "./duration.ts";
export {
  type Exported,
  exportContract,
  FORMATS,
  type FormatName,
  formats,
  type Imported,
  type ImportOptions,
  importContract,
  type Unsaid,
} from "./formats/index.ts";
export { type LintFinding, type LintSettings, lintContracts, type Position, type ReadContract } from "./lint/lint.ts";
export type { Edit, Path as ContractPath } from "./lint/rule.ts";
export { rules as lintRules, setRules as lintSetRules } from "./lint/rules/index.ts";
export { CLASSIFICATIONS, type Field, TYPE_NAMES, type TypeName, type Value } from "./model.ts";
export { type ContractPolicy, contractPolicySchema } from "./policy.ts";
export { historyMarkdown, witnessText } from "./registry/history.ts";
export { type RegistryPage, registryPage } from "./registry/page.ts";
export { type RegistryEntry, type RegistryVersion, registryOf, type Stage } from "./registry/registry.ts";
export {
  changeDigest,
  DEPRECATIONS,
  type Deprecation,
  deprecationId,
  deprecationSchema,
  SIGN_OFFS,
} from "./release/deprecation.ts";
export {
  type DeclaredMapping,
  judgeRelease,
  type PlanFacts,
  type ReleaseContracts,
  type ReleaseProblem,
} from "./release/judge.ts";
export { type DeprecationNotice, deprecationNotice } from "./release/notice.ts";
export { contractTypes, type GeneratedTypes } from "./runtime/types.ts";
export { COMPATIBILITY_MODES, type CompatibilityMode, type Contract, contractSchema } from "./schema.ts";
export { type Misfit, recordMisfit, valueProblem } from "./valid.ts";
export { custodyProblem } from "./witness/custody.ts";
export { type ReadProblem, readProblem } from "./witness/read.ts";
export { mistakenFor } from "./witness/same-record.ts";
