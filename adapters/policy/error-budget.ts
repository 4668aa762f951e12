import { join } from "node:path";
import type { VerifiedApproval } from "../../core/attest/index.ts";
import { HeldError, RefusedError } from "../../core/errors/index.ts";
import {
  type BudgetDecision,
  type BudgetSources,
  budgetText,
  decideBudget,
  noSources,
  type PolicyState,
  policyState,
  policyTarget,
  statementSchema,
} from "../../core/slo/index.ts";
import { readDefinitions, readTrustedDefinitions } from "../slo/definitions.ts";
import { readApprovalFiles, readApprovers } from "./approvals.ts";
import { committedScope } from "./committed.ts";
import { type Deployment, namespace } from "./deployment.ts";
import { readPolicyFile } from "./read.ts";
import { budgetStatementFile, sloApprovalsFolder, sourceDigest } from "./source-digest.ts";
import { type TrustedRef, trustedRefs } from "./trusted.ts";

/**
 * What the error-budget policy says of a deployment: the one function that pack, guard and cutover ask. SLOs and policy
 * are those of the trusted commits and of the working tree; nothing is asked of the network. Where a trusted commit puts
 * the stack in another environment or service than its config does now, both are asked and the stricter counts.
 *
 * @param now Epoch milliseconds.
 * @throws InputError with file, line and field where slo/*.yaml is malformed.
 */
export async function judgeErrorBudget(
  root: string,
  { stack, config }: Deployment,
  now: number,
): Promise<BudgetDecision> {
  const { ref } = (config.policy ?? {}) as { ref?: unknown };
  const trusted = await trustedRefs(root, typeof ref === "string" ? ref : null);
  const [sources, committed] = await Promise.all([
    readErrorBudget(root, trusted, now),
    Promise.all(trusted.map((one) => committedScope(one, stack, namespace))),
  ]);
  const decisions = [{}, ...committed].map((scope) => {
    const { service, environment } = { ...config, ...scope } as Readonly<Record<string, unknown>>;
    return decideBudget(sources, { service: String(service), environment: String(environment) }, now);
  });
  const worst = (decision: BudgetDecision["decision"]) => decisions.find((one) => one.decision === decision);
  return worst("deny") ?? worst("hold") ?? decisions.find(({ rule }) => rule !== "not-governed") ?? decisions[0]!;
}

async function readErrorBudget(root: string, trusted: readonly TrustedRef[], now: number): Promise<BudgetSources> {
  const here = await readDefinitions(root);
  const bases = await Promise.all(trusted.map(readTrustedDefinitions));
  const policies = [...bases, here].flatMap((read) => read?.definitions.policy ?? []);
  if (policies.length === 0) return noSources;
  const { counting, ignored } = await releaseApprovals(root, trusted, now);
  return {
    policies,
    here: here?.definitions.slos ?? [],
    trusted: bases.flatMap((base) => base?.definitions.slos ?? []),
    statement: await readStatement(root),
    approvals: counting,
    ignored,
  };
}

async function readStatement(root: string): Promise<BudgetSources["statement"]> {
  const file = await readPolicyFile(join(root, budgetStatementFile), budgetStatementFile);
  if (file === null) return null;
  try {
    const parsed = statementSchema.safeParse(JSON.parse(file.text));
    if (parsed.success) return parsed.data;
    const [issue] = parsed.error.issues;
    return { unreadable: `${issue!.path.map(String).join(".")}: ${issue!.message}` };
  } catch {
    return { unreadable: "it is no JSON" };
  }
}

/** The approvals of releases that are bound to the source tree as it is, and why the others do not count. */
async function releaseApprovals(
  root: string,
  trusted: readonly TrustedRef[],
  now: number,
): Promise<{ counting: VerifiedApproval[]; ignored: string[] }> {
  const registry = await readApprovers(root, trusted);
  const files = await readApprovalFiles(root, registry, now, sloApprovalsFolder);
  const ignored: string[] = [];
  const counting: VerifiedApproval[] = [];
  let source: string | null = null;
  for (const { file, check } of files) {
    if (check.status === "refused") ignored.push(`${file}: ${check.text}`);
    if (check.status !== "valid" || check.approval.predicate.target === policyTarget) continue;
    if (check.approval.predicate.purpose !== "error-budget") {
      ignored.push(`${file}: it is for ${check.approval.predicate.purpose}, not for an error budget`);
      continue;
    }
    source ??= await sourceDigest(root);
    if (check.approval.bound.source === source) counting.push(check.approval);
    else ignored.push(`${file}: it was given for another state of the source`);
  }
  return { counting, ignored };
}

/** The working tree's policy with its signed approvals; null where there is none. */
export async function readPolicyState(root: string, now: number): Promise<PolicyState | null> {
  const policy = (await readDefinitions(root))?.definitions.policy ?? null;
  if (policy === null) return null;
  const registry = await readApprovers(root, await trustedRefs(root));
  const files = await readApprovalFiles(root, registry, now, sloApprovalsFolder);
  const valid = files.flatMap(({ check }) => (check.status === "valid" ? [check.approval] : []));
  return policyState(
    policy,
    valid.filter(({ predicate }) => predicate.purpose === "error-budget"),
  );
}

/** @throws RefusedError `error-budget-exhausted`, HeldError `error-budget-unknown` */
export function refuseUnlessInBudget(decision: BudgetDecision): void {
  if (decision.decision === "allow") return;
  const details = { field: "service", next: decision.reasons[0]!.next };
  if (decision.decision === "deny") throw new RefusedError("error-budget-exhausted", budgetText(decision), details);
  throw new HeldError("error-budget-unknown", budgetText(decision), details);
}
