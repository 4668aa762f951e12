export { type DebtItem, type RankedDebt, rankDebt } from "./backlog.ts";
export { type BudgetState, budgetState } from "./budget.ts";
