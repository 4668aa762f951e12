export { type DebtItem, debtKinds, type Earlier, type RankedDebt, rankDebt } from "./backlog.ts";
export { budgetDebt } from "./budget-debt.ts";
export { debtMarkdown } from "./markdown.ts";
export { debtMessage, type Epic, epicId, epicMessage, epicsOf } from "./notices.ts";
export { type Stretch, tailStretches } from "./tail-changes.ts";
export { tailDebt } from "./tail-debt.ts";
