import { claimsToBackOut, contractProblemTexts, judgeContracts } from "../../adapters/policy/index.ts";
import type { Place } from "../support/place.ts";

/** Which contracts a release breaks, and the record that shows it. A backout restores what was in force. */
export async function contractProblems(place: Place): Promise<string[]> {
  const deployment = place.deployment();
  if (claimsToBackOut(deployment)) return [];
  return contractProblemTexts(await judgeContracts(place.root, deployment, place.now()));
}
