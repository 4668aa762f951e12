export {
  APPROVAL_TYPE,
  type ApprovalPredicate,
  approvalSchema,
  approvalStatement,
  type Bound,
  boundOf,
  type Limits,
  limitsSchema,
  type Purpose,
  payloadId,
  purposes,
  REVOCATION_TYPE,
  type RevocationPredicate,
  revocationSchema,
  sealStatement,
  signApproval,
  signRevocation,
} from "./approval.ts";
export {
  type Envelope,
  type EnvelopeCheck,
  envelopeSchema,
  IN_TOTO,
  openEnvelope,
  readEnvelope,
  sealEnvelope,
} from "./envelope.ts";
export { type KeyAlgorithm, type PublicKey, publicKeyFromPem, publicPemOf, type Signer, signerFromPem } from "./key.ts";
export { preAuthEncoding } from "./pae.ts";
export { type Approver, type ApproverRegistry, approversSchema, NO_APPROVERS } from "./registry.ts";
export { type RevocationCheck, type Revocations, readRevocation, revocationsOf } from "./revocation.ts";
export { STATEMENT_TYPE, type Subject, statementOf, subjectSchema } from "./statement.ts";
export {
  type ApprovalCheck,
  type ApprovalRefusal,
  approvalRefusals,
  type ExpectedApproval,
  readApproval,
  type VerifiedApproval,
  verifyApproval,
} from "./verify-approval.ts";
