export { canonicalJson, type Digest, digestOf, sha256 } from "./canonical.ts";
export {
  type CheckpointCheck,
  type CheckpointSigner,
  type CheckpointVerifier,
  checkCheckpoints,
  checkpointDraft,
  type SignatureAlgorithm,
  signedBytes,
} from "./checkpoint.ts";
export {
  appendEntry,
  CHECKPOINT_KIND,
  digestSchema,
  EMPTY_HEAD,
  type EntryDraft,
  entryLine,
  GENESIS,
  headOf,
  type LedgerEntry,
  type LedgerHead,
} from "./entry.ts";
export { type FailureCode, type LedgerFailure, type LedgerVerification, parseLine, verifyEntries } from "./verify.ts";
