/** `maestro-conductor/contracts`: lints data contracts, and says what breaks between two versions, for whom, and by which record. Pure. */
export {
  type CompatibilityMode,
  type Contract,
  type ContractPolicy,
  contractPolicySchema,
  contractSchema,
  type DiffCode,
  type DiffFinding,
  type DiffOptions,
  diffContracts as diff,
  exportContract,
  type Field,
  importContract,
  type LintFinding,
  lintContracts as lint,
  type PairDiff,
  type ReadContract,
  type ReadProblem,
  readProblem,
  recordMisfit,
  type Value,
  type Witness,
} from "../core/contracts/index.ts";
export { type RecordProblem, type RecordValidator, recordValidator } from "../core/contracts/runtime/validator.ts";
export { InputError } from "../core/errors/index.ts";
