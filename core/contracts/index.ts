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
export { contractTypes, type GeneratedTypes } from "./runtime/types.ts";
export { COMPATIBILITY_MODES, type CompatibilityMode, type Contract, contractSchema } from "./schema.ts";
export { type Misfit, recordMisfit, valueProblem } from "./valid.ts";
