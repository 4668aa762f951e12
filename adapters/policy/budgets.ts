import { join } from "node:path";
import { type BudgetApproval, type Budgets, budgetApprovalDigest, budgetsSchema } from "../../core/capacity/budget.ts";
import { parseYamlFile } from "../yaml/index.ts";
import { readApprovalFiles, readApprovers } from "./approvals.ts";
import { readPolicyFile } from "./read.ts";
import { type TrustedRef, trustedRefs } from "./trusted.ts";

export const budgetsFile = "capacity/budgets.yaml";
export const budgetApprovalsFolder = "capacity/approvals";

/** Budgets that hold, and which of their approvals are signed. */
export interface BudgetSources {
  /** Each one holds: the trusted commit's first, then the working tree's, which can so only tighten. */
  readonly all: readonly Budgets[];
  /** Digests of approvals with a valid signature of a registered approver. */
  readonly signed: ReadonlySet<string>;
}

/**
 * The project's budgets and prices, from the trusted commits and from the working tree, and the signed approvals in
 * capacity/approvals. Amounts above a budget are wished for in the working tree; what makes them count is the signature.
 *
 * @param now Epoch milliseconds, for keys and approvals that have ended.
 * @param policyRef What the stack's config asks to be trusted besides.
 * @throws InputError with file, line and field.
 */
export async function readBudgets(root: string, now: number, policyRef: string | null = null): Promise<BudgetSources> {
  const refs = await trustedRefs(root, policyRef);
  const here = await readBudgetsHere(root);
  const approvals = here?.approvals ?? [];
  const trusted: Budgets[] = [];
  for (const { commit, read } of refs) {
    const text = await read(budgetsFile);
    if (text === null) continue;
    trusted.push({ ...parseYamlFile(text, `${commit.slice(0, 12)}:${budgetsFile}`, budgetsSchema), approvals });
  }
  const all = [...trusted, ...(here === null ? [] : [here])];
  // Of what the working tree says of roles nothing counts that a trusted commit does not say.
  const deciding = trusted.length > 0 ? trusted : all;
  const roles = deciding.reduce<readonly string[]>(
    (kept, { approverRoles }) => kept.filter((role) => approverRoles.includes(role)),
    deciding[0]?.approverRoles ?? [],
  );
  return { all, signed: await signedApprovals(root, refs, approvals, roles, now) };
}

/** The working tree's alone; null where there are none. @throws InputError with file, line and field. */
export async function readBudgetsHere(root: string): Promise<Budgets | null> {
  const file = await readPolicyFile(join(root, budgetsFile), budgetsFile);
  return file === null ? null : parseYamlFile(file.text, budgetsFile, budgetsSchema);
}

async function signedApprovals(
  root: string,
  trusted: readonly TrustedRef[],
  approvals: readonly BudgetApproval[],
  roles: readonly string[],
  now: number,
): Promise<Set<string>> {
  if (approvals.length === 0) return new Set();
  const registry = await readApprovers(root, trusted);
  const files = await readApprovalFiles(root, registry, now, budgetApprovalsFolder, trusted);
  const valid = files.flatMap(({ check }) => (check.status === "valid" ? [check.approval] : []));
  const signed = approvals.filter((entry) =>
    valid.some(
      ({ predicate: p, bound }) =>
        p.purpose === "budget" &&
        p.target === entry.service &&
        p.ticket === entry.ticket &&
        p.approver === entry.by &&
        roles.includes(p.role) &&
        bound.budget === budgetApprovalDigest(entry),
    ),
  );
  return new Set(signed.map(budgetApprovalDigest));
}
