import type { VerifiedApproval } from "../../attest/index.ts";
import type { Policy, SloDefinition } from "../definitions/index.ts";
import type { BudgetStatement } from "./statement.ts";

export type BudgetCode =
  | "budget-exhausted"
  | "budget-unknown"
  | "budget-no-slo"
  | "budget-statement-missing"
  | "budget-statement-edited"
  | "budget-statement-expired"
  | "budget-statement-stale";

export interface BudgetReason {
  readonly code: BudgetCode;
  readonly text: string;
  readonly next: string;
}

/** allow; deny: a budget is exhausted; hold: it is not known, which is never a pass and never a breach. */
export interface BudgetDecision {
  readonly decision: "allow" | "deny" | "hold";
  readonly rule: "not-governed" | "within-budget" | "exception" | "override" | "exhausted" | "unknown";
  readonly reasons: readonly BudgetReason[];
  readonly evidence: {
    readonly policy: string | null;
    readonly statement: string | null;
    /** Id, category and approver of what lifted a refusal. */
    readonly approval: { readonly id: string; readonly category: string | null; readonly approver: string } | null;
    /** Approvals that were there and did not count, each with why. */
    readonly ignored: readonly string[];
  };
}

/** What a decision is made from. */
export interface BudgetSources {
  /** Each one governs: the trusted commit's and the working tree's, so that the working tree can only tighten. */
  readonly policies: readonly Policy[];
  /** SLOs of the working tree, which the statement has to match, and of the trusted commit, which it may only exceed. */
  readonly here: readonly SloDefinition[];
  readonly trusted: readonly SloDefinition[];
  /** Null where there is none; a text where it cannot be read. */
  readonly statement: BudgetStatement | { readonly unreadable: string } | null;
  /** Signed for error budgets, valid now, and bound to the source tree as it is. */
  readonly approvals: readonly VerifiedApproval[];
  /** Others that lie there, with why they do not count. */
  readonly ignored: readonly string[];
}

export const noSources: BudgetSources = {
  policies: [],
  here: [],
  trusted: [],
  statement: null,
  approvals: [],
  ignored: [],
};
