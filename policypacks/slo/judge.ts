import { claimsToBackOut, judgeErrorBudget } from "../../adapters/policy/index.ts";
import { budgetText } from "../../core/slo/index.ts";
import type { Place } from "../support/place.ts";

/** What the error-budget policy has against the deployment: nothing, or one text. A backout is not asked. */
export async function sloProblems(place: Place): Promise<string[]> {
  const deployment = place.deployment();
  if (claimsToBackOut(deployment)) return [];
  const decision = await judgeErrorBudget(place.root, deployment, place.now());
  return decision.decision === "allow" ? [] : [budgetText(decision)];
}
