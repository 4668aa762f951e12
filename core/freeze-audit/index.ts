export { type ApprovalAct, approvalActs } from "./acts.ts";
export { alertsOf } from "./alerts.ts";
export { type ApprovalProblem, type BypassAttempt, bypassAttempts } from "./attempts.ts";
export { AUDIT_TYPE, signAudit } from "./attestation.ts";
export { type Authorisation, authorisations } from "./authorisations.ts";
export { recordOf } from "./entries.ts";
export { type Attempt, type Finding, type FindingCode, type Judged, judgeHistory } from "./findings.ts";
export { type HeldDeploy, heldDeploys } from "./held.ts";
export { matchUpdates } from "./match.ts";
export {
  decisionRecord,
  noteSchema,
  type RecordBody,
  type RecordKind,
  type RefusalNote,
  recordSchemas,
} from "./record.ts";
export { type Refusal, refusalsOf } from "./refusals.ts";
export { type EngineUpdate, type StackHistory, type StateEdit, touched } from "./update.ts";
export { type Use, usesOf } from "./uses.ts";
