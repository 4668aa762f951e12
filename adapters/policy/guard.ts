import { RefusedError } from "../../core/errors/index.ts";
import { checkFlags, findingText, flagsInConfig } from "../../core/flags/index.ts";
import {
  type Decision,
  decideAll,
  deployRequest,
  type FreezeRequest,
  refuseUnlessAllowed,
} from "../../core/freeze/index.ts";
import { capacityProblemText, judgeCapacity } from "./capacity.ts";
import type { Deployment } from "./deployment.ts";
import { type PolicySources, readPolicySources } from "./sources.ts";

export const namespace = "maestro-conductor";

/**
 * What the freeze says of a deployment.
 * @param sources read with the deployment's config
 * @param change what is known of it beside its config: the kind of operation, the plan of a cutover
 */
export function freezeDecision(
  { config, stack }: Deployment,
  { calendars, approvals, ticket }: Pick<PolicySources, "calendars" | "approvals" | "ticket">,
  now: number,
  change: Partial<Pick<FreezeRequest, "kind" | "planDigest">> = {},
): Decision {
  return decideAll(calendars, approvals, { ...deployRequest(config, stack), ticketAnswer: ticket, ...change }, now);
}

/** What is wrong with the flags that a deployment's config names: one text each. */
export function configFlagProblems(
  deployment: Deployment,
  sources: Pick<PolicySources, "registry">,
  now: number,
): string[] {
  const { uses, context, malformed } = flagsInConfig(deployment.config, deployment.stack);
  const findings = [...(malformed ? [malformed] : []), ...checkFlags(uses, sources.registry, now, context)];
  return findings.filter(({ level }) => level === "error").map(findingText);
}

/** True when the config claims to restore what was deployed before its run; the fence checks that claim. */
export function claimsToBackOut(deployment: Deployment): boolean {
  return deployRequest(deployment.config, deployment.stack).kind === "backout";
}

/**
 * The guard that the Pulumi program calls before it registers any resource, so that an `up` without the policy packs is
 * refused by the same decision in the same words.
 *
 * A config that restores its pre-run digest passes as a backout, whatever the calendar and the registry say: the fence
 * checks that claim against the stack's state before any other resource.
 *
 * @param now Epoch milliseconds.
 * @returns the freeze decision.
 * @throws RefusedError `freeze-refused` or `flags-refused`.
 */
export function assertMayDeploy(deployment: Deployment, sources: PolicySources, now: number): Decision {
  const decision = freezeDecision(deployment, sources, now);
  refuseUnlessAllowed(decision);
  if (claimsToBackOut(deployment)) return decision;
  const problems = configFlagProblems(deployment, sources, now);
  if (problems.length > 0)
    throw new RefusedError("flags-refused", problems.join("\n"), {
      field: "flags",
      next: "mend the flags named above",
    });
  return decision;
}

/**
 * The same, reading calendar, registry and budgets of a project. A backout does not read them: a broken calendar must
 * not hold it up.
 *
 * @returns the decision, or null for a backout.
 * @throws RefusedError `capacity-refused`; also what `assertMayDeploy` and `readPolicySources` throw.
 */
export async function guardDeployment(root: string, deployment: Deployment, now: number): Promise<Decision | null> {
  if (claimsToBackOut(deployment)) return null;
  const decision = assertMayDeploy(deployment, await readPolicySources(root, now, deployment.config), now);
  const { problems } = await judgeCapacity(root, deployment, now);
  if (problems.length > 0)
    throw new RefusedError("capacity-refused", problems.map(capacityProblemText).join("\n"), {
      field: "capacity",
      next: problems[0]!.next,
    });
  return decision;
}
