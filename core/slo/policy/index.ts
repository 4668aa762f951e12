export { type BudgetRequest, budgetText, decideBudget } from "./decide.ts";
export { type BudgetCode, type BudgetDecision, type BudgetReason, type BudgetSources, noSources } from "./decision.ts";
export {
  type PolicyApproval,
  type PolicyState,
  policyDigest,
  policyMarkdown,
  policyState,
  policyTarget,
} from "./document.ts";
export { type ExceptionCategory, exceptionCategories } from "./schema.ts";
export { type BudgetStatement, indicatorDigest, makeStatement, statementDigest, statementSchema } from "./statement.ts";
