import { capacityProblemText, claimsToBackOut, judgeCapacity } from "../../adapters/policy/index.ts";
import type { Place } from "../support/place.ts";

/** What is wrong with the capacity in the stack's config. A backout restores what was in force and is not judged. */
export async function capacityProblems(place: Place): Promise<string[]> {
  const deployment = place.deployment();
  if (claimsToBackOut(deployment)) return [];
  return (await judgeCapacity(place.root, deployment, place.now())).problems.map(capacityProblemText);
}
