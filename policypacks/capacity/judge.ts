import { readBudgets } from "../../adapters/policy/budgets.ts";
import { claimsToBackOut } from "../../adapters/policy/index.ts";
import { capacityInputs } from "../../core/capacity/inputs.ts";
import { judgeInputs } from "../../core/capacity/judge-inputs.ts";
import type { Place } from "../support/place.ts";

/** What is wrong with the capacity in the stack's config. A backout restores what was in force and is not judged. */
export async function capacityProblems(place: Place): Promise<string[]> {
  const deployment = place.deployment();
  if (claimsToBackOut(deployment)) return [];
  const { capacity, service } = deployment.config;
  if (capacity === undefined) return [];
  const parsed = capacityInputs.safeParse(capacity);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    return [
      `capacity.${issue!.path.map(String).join(".")} is wrong: ${issue!.message}.\n  Next: run maestro capacity inputs again.`,
    ];
  }
  const problems = judgeInputs(parsed.data, String(service), await readBudgets(place.root), place.now());
  return problems.map(({ code, text, next }) => `[${code}] ${text}.\n  Next: ${next}.`);
}
