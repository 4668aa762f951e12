export {
  type ApprovalFile,
  approversFile,
  readApprovalFiles,
  readApprovals,
  readApprovers,
  readMergeApprovals,
} from "./approvals.ts";
export { type BudgetSources, budgetApprovalsFolder, budgetsFile, readBudgets, readBudgetsHere } from "./budgets.ts";
export { calendarFile, parseCalendar, readCalendar, readCalendarFile, readNamedCalendars } from "./calendar.ts";
export { calendarsInForce } from "./calendar-history.ts";
export { type CapacityJudgement, capacityProblemText, judgeByAll, judgeCapacity } from "./capacity.ts";
export { assertClock } from "./clock.ts";
export {
  type ContractsJudgement,
  contractProblemTexts,
  contractsInForce,
  judgeContracts,
} from "./contracts.ts";
export { type Deployment, namespace } from "./deployment.ts";
export { describeError } from "./describe.ts";
export { judgeErrorBudget, readPolicyState, refuseUnlessInBudget } from "./error-budget.ts";
export {
  assertMayDeploy,
  claimsToBackOut,
  configFlagProblems,
  freezeDecision,
  guardDeployment,
  guardProgram,
} from "./guard.ts";
export { readPolicyFile } from "./read.ts";
export { noteRefusal, refusalsFolder } from "./refusal-note.ts";
export { askRegisters, cabFile, readRegisters } from "./register.ts";
export { flagApprovalsFolder, parseRegistry, readRegistry, registryFile, withFlagApprovals } from "./registry.ts";
export { projectRootOf } from "./root.ts";
export { approvalsFolder, budgetStatementFile, debtFile, sloApprovalsFolder, sourceDigest } from "./source-digest.ts";
export { anyOpen, type PolicySources, readFreezeSources, readPolicySources } from "./sources.ts";
export { type TrustedRef, trustedRef, trustedRefs } from "./trusted.ts";
