import { claimsToBackOut, freezeDecision, noteRefusal, readFreezeSources } from "../../adapters/policy/index.ts";
import { decisionText } from "../../core/freeze/index.ts";
import type { Place } from "../support/place.ts";

/**
 * What the freeze has against the deployment: nothing, or one text. A backout does not ask the calendar. What is refused
 * is noted for the audit.
 */
export async function freezeProblems(place: Place): Promise<string[]> {
  const deployment = place.deployment();
  if (claimsToBackOut(deployment)) return [];
  const { stack, config } = deployment;
  const note = (refusal: unknown): void =>
    noteRefusal(place.root, {
      by: "pack",
      stack,
      preview: place.dryRun(),
      refusal,
      environment: config.environment,
    });
  try {
    const now = place.now();
    const decision = freezeDecision(deployment, await readFreezeSources(place.root, now, deployment), now);
    if (decision.decision === "allow") return [];
    note(decision);
    return [decisionText(decision)];
  } catch (refusal) {
    note(refusal);
    throw refusal;
  }
}
