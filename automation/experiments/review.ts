import { readApprovalFiles, readApprovers, trustedRefs } from "../../adapters/policy/index.ts";
import type { VerifiedApproval } from "../../core/attest/index.ts";
import { RefusedError } from "../../core/errors/index.ts";
import { hindranceOf, reviewApproval } from "../../core/experiments/index.ts";
import type { Definition } from "./files.ts";

/** The folder of signed approvals of experiments. */
export const reviewFolder = "experiments/approvals";

async function approvalsIn(root: string, now: number): Promise<readonly VerifiedApproval[]> {
  const registry = await readApprovers(root, await trustedRefs(root));
  if (registry.approvers.length === 0) return [];
  const files = await readApprovalFiles(root, registry, now, reviewFolder);
  return files.flatMap(({ check }) => (check.status === "valid" ? [check.approval] : []));
}

/**
 * Whether an experiment may run now.
 * @returns the id of the approval of its review; null where none is asked for
 * @throws RefusedError `review-missing`, `not-yet`, `over`
 */
export async function assertMayRun(
  root: string,
  { experiment, file }: Definition,
  now: number,
): Promise<string | null> {
  const approvals = experiment.review.required ? await approvalsIn(root, now) : [];
  const hindrance = hindranceOf(experiment, approvals, now);
  if (hindrance)
    throw new RefusedError(hindrance.code, hindrance.text, {
      file,
      next: hindrance.next.replace("DEFINITION", file),
    });
  return reviewApproval(experiment, approvals)?.id ?? null;
}
