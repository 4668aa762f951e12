import { claimsToBackOut, freezeDecision, readFreezeSources } from "../../adapters/policy/index.ts";
import { decisionText } from "../../core/freeze/index.ts";
import type { Place } from "../support/place.ts";

/** What the freeze has against the deployment: nothing, or one text. A backout does not ask the calendar. */
export async function freezeProblems(place: Place): Promise<string[]> {
  const deployment = place.deployment();
  if (claimsToBackOut(deployment)) return [];
  const now = place.now();
  const decision = freezeDecision(deployment, await readFreezeSources(place.root, now, deployment.config), now);
  return decision.decision === "allow" ? [] : [decisionText(decision)];
}
