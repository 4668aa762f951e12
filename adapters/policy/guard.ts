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
import { assertClock } from "./clock.ts";
import { contractProblemTexts, judgeContracts } from "./contracts.ts";
import type { Deployment } from "./deployment.ts";
import { judgeErrorBudget, refuseUnlessInBudget } from "./error-budget.ts";
import { noteRefusal } from "./refusal-note.ts";
import { type PolicySources, readPolicySources } from "./sources.ts";

/**
 * What the freeze says of a deployment, or of another operation on the stack. Where the trusted commit puts the stack in
 * another environment or service than its config does now, both are asked and the stricter counts.
 * @param sources read with the deployment
 * @param change what is known of it beside its config: the kind of operation, the plan of a cutover
 */
export function freezeDecision(
  { config, stack }: Deployment,
  { calendars, approvals, ticket, committed }: Pick<PolicySources, "calendars" | "approvals" | "ticket" | "committed">,
  now: number,
  change: Partial<Pick<FreezeRequest, "kind" | "planDigest">> = {},
): Decision {
  const request = { ...deployRequest(config, stack), ticketAnswer: ticket, ...change };
  const there = committed.map((scope) => {
    const { environment, service, tenantClass } = deployRequest({ ...config, ...scope }, stack);
    return { ...request, environment, service, ...(tenantClass === undefined ? {} : { tenantClass }) };
  });
  const decisions = [request, ...there].map((asked) => decideAll(calendars, approvals, asked, now));
  return decisions.find((d) => d.decision === "deny") ?? decisions.find((d) => d.inWindow) ?? decisions[0]!;
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
 * The same, reading calendar, registry, budgets, SLOs and contracts of a project. A backout does not read them: a broken
 * calendar must not hold it up.
 *
 * @returns the decision, or null for a backout.
 * @throws RefusedError `capacity-refused`, `error-budget-exhausted`, `contracts-refused`, HeldError
 *   `error-budget-unknown`; also what `assertMayDeploy` and `readPolicySources` throw.
 */
export async function guardDeployment(root: string, deployment: Deployment, now: number): Promise<Decision | null> {
  if (claimsToBackOut(deployment)) return null;
  const decision = assertMayDeploy(deployment, await readPolicySources(root, now, deployment), now);
  const { problems } = await judgeCapacity(root, deployment, now);
  if (problems.length > 0)
    throw new RefusedError("capacity-refused", problems.map(capacityProblemText).join("\n"), {
      field: "capacity",
      next: problems[0]!.next,
    });
  refuseUnlessInBudget(await judgeErrorBudget(root, deployment, now));
  const contracts = contractProblemTexts(await judgeContracts(root, deployment, now));
  if (contracts.length > 0)
    throw new RefusedError("contracts-refused", contracts.join("\n"), {
      field: "contracts",
      next: "follow the plan that is named above, or take the change out of contracts/next",
    });
  return decision;
}

/** The same for a program: what it refuses is noted for the audit. @param preview true in a preview */
export async function guardProgram(
  root: string,
  deployment: Deployment,
  now: number,
  preview: boolean,
): Promise<Decision | null> {
  try {
    assertClock(now);
    return await guardDeployment(root, deployment, now);
  } catch (refusal) {
    const { stack, config } = deployment;
    noteRefusal(root, { by: "guard", stack, preview, refusal, environment: config.environment });
    throw refusal;
  }
}
