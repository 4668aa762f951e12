export { type ApprovalFile, approversFile, readApprovalFiles, readApprovals, readApprovers } from "./approvals.ts";
export { type BudgetSources, budgetApprovalsFolder, budgetsFile, readBudgets, readBudgetsHere } from "./budgets.ts";
export { calendarFile, parseCalendar, readCalendar, readCalendarFile } from "./calendar.ts";
export { type CapacityJudgement, capacityProblemText, judgeByAll, judgeCapacity } from "./capacity.ts";
export { describeError } from "./describe.ts";
export {
  assertMayDeploy,
  claimsToBackOut,
  configFlagProblems,
  type Deployment,
  freezeDecision,
  guardDeployment,
  namespace,
} from "./guard.ts";
export { parseRegistry, readRegistry, registryFile } from "./registry.ts";
export { projectRootOf } from "./root.ts";
export { approvalsFolder, sourceDigest } from "./source-digest.ts";
export { type PolicySources, readFreezeSources, readPolicySources } from "./sources.ts";
export { type TrustedRef, trustedRef } from "./trusted.ts";
