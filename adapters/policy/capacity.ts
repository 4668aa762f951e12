import { type CapacityInputs, capacityInputs } from "../../core/capacity/inputs.ts";
import { type CapacityProblem, judgeInputs } from "../../core/capacity/judge-inputs.ts";
import { type BudgetSources, readBudgets } from "./budgets.ts";
import { type Deployment, textAt } from "./deployment.ts";

/** What the rules say of a stack's capacity, and what they looked at. */
export interface CapacityJudgement {
  /** Null where the stack has none or it is malformed. */
  readonly inputs: CapacityInputs | null;
  readonly budgets: BudgetSources;
  /** One a code and text: empty when it may be deployed. */
  readonly problems: readonly CapacityProblem[];
}

const noBudgets: BudgetSources = { all: [], signed: new Set() };

/**
 * Judges the capacity section of a deployment's config: the one function that pack, guard and preview ask. Budgets are
 * read only where there is a section.
 *
 * @param now Epoch milliseconds.
 */
export async function judgeCapacity(root: string, { config }: Deployment, now: number): Promise<CapacityJudgement> {
  if (config.capacity === undefined) return { inputs: null, budgets: noBudgets, problems: [] };
  const parsed = capacityInputs.safeParse(config.capacity);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const text = `capacity.${issue!.path.map(String).join(".")} is wrong: ${issue!.message}`;
    const problem = { code: "capacity-malformed", text, next: "run maestro capacity inputs again" } as const;
    return { inputs: null, budgets: noBudgets, problems: [problem] };
  }
  const budgets = await readBudgets(root, now, textAt(config.policy, "ref"));
  return { inputs: parsed.data, budgets, problems: judgeByAll(parsed.data, String(config.service), budgets, now) };
}

/** Of several budgets the strictest decides: each problem that one of them gives is one. */
export function judgeByAll(
  inputs: CapacityInputs,
  service: string,
  { all, signed }: BudgetSources,
  now: number,
): CapacityProblem[] {
  const found = (all.length === 0 ? [null] : all).flatMap((one) => judgeInputs(inputs, service, one, signed, now));
  return found.filter(({ code, text }, i) => found.findIndex((o) => o.code === code && o.text === text) === i);
}

export function capacityProblemText({ code, text, next }: CapacityProblem): string {
  return `[${code}] ${text}.\n  Next: ${next}.`;
}
