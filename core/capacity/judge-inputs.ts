import { allowanceOf, type Budgets, budgetApprovalDigest, costOf } from "./budget.ts";
import { type CapacityInputs, inputsDigest } from "./inputs.ts";

export type CapacityProblemCode =
  | "capacity-malformed"
  | "capacity-incomplete"
  | "capacity-edited"
  | "capacity-expired"
  | "capacity-uncalibrated"
  | "capacity-outside-band"
  | "capacity-no-budget"
  | "capacity-over-budget";

export interface CapacityProblem {
  readonly code: CapacityProblemCode;
  readonly text: string;
  readonly next: string;
}

/** Below this share of backtest points inside the 95 % band a forecast does not count as calibrated. */
const LEAST_COVERAGE = 88;

/**
 * What is wrong with the capacity section of a stack. An empty section says nothing and has no problem.
 *
 * @param budgets Null where the project has none: nothing is then held against a budget.
 * @param signed Digests of the approvals in budgets that a registered approver signed.
 * @param now Epoch milliseconds.
 */
export function judgeInputs(
  inputs: CapacityInputs,
  service: string,
  budgets: Budgets | null,
  signed: ReadonlySet<string>,
  now: number,
): CapacityProblem[] {
  if (Object.keys(inputs).length === 0) return [];
  const again = "run maestro capacity inputs again";
  const { resources, expiresAt, digest, override } = inputs;
  if (resources === undefined || expiresAt === undefined || digest === undefined)
    return [
      { code: "capacity-incomplete", text: "the capacity section lacks resources, expiresAt or digest", next: again },
    ];
  const problems: CapacityProblem[] = [];
  const add = (code: CapacityProblemCode, text: string, next: string): void => void problems.push({ code, text, next });
  if (digest !== inputsDigest(inputs))
    add("capacity-edited", "what the forecast said was edited: its digest does not match", again);
  if (!(now < Date.parse(expiresAt))) add("capacity-expired", `the forecast expired at ${expiresAt}`, again);
  const overridden = override !== undefined && now < Date.parse(override.until);
  if (!overridden) {
    const allow = "set capacity.override with a reason, a name and an end";
    for (const [name, one] of Object.entries(resources)) {
      if (one.fallback)
        add("capacity-uncalibrated", `${name} is no forecast but the fallback rule (${one.model})`, allow);
      else if (one.coverage95Percent < LEAST_COVERAGE)
        add("capacity-uncalibrated", `the 95 % band of ${name} held ${one.coverage95Percent} % of its backtest`, allow);
      if (one.chosen < one.low || one.chosen > one.high)
        add(
          "capacity-outside-band",
          `${name} is ${one.chosen}, outside the forecast's ${one.low} to ${one.high} (mean ${one.mean}, now ${one.now})`,
          `choose within the band, or ${allow}`,
        );
    }
    problems.push(...replicaProblems(inputs, allow));
  }
  if (budgets !== null) problems.push(...budgetProblems(inputs, service, budgets, signed, now));
  return problems;
}

function replicaProblems({ replicas, resources }: CapacityInputs, allow: string): CapacityProblem[] {
  const cpu = resources?.cpuMillicores;
  if (replicas === undefined) return [];
  const problem = (text: string): CapacityProblem[] => [
    { code: "capacity-outside-band", text, next: `change capacity.replicas, or ${allow}` },
  ];
  if (replicas.min > replicas.max) return problem(`replicas.min ${replicas.min} is above replicas.max ${replicas.max}`);
  if (cpu === undefined) return [];
  const reserved = replicas.max * replicas.millicoresEach;
  // Replicas come whole: the smallest allowed number of two may lie above the band.
  if (reserved >= cpu.low && reserved < cpu.high + 2 * replicas.millicoresEach) return [];
  return problem(
    `${replicas.max} replicas of ${replicas.millicoresEach} millicores reserve ${reserved}, outside the forecast's ${cpu.low} to ${cpu.high}`,
  );
}

function budgetProblems(
  inputs: CapacityInputs,
  service: string,
  budgets: Budgets,
  signed: ReadonlySet<string>,
  now: number,
): CapacityProblem[] {
  const allowed = allowanceOf(service, budgets, signed, now);
  if (allowed === null)
    return [
      {
        code: "capacity-no-budget",
        text: `${service} has no budget`,
        next: `add services.${service} to capacity/budgets.yaml`,
      },
    ];
  const { chosen } = costOf(inputs, budgets);
  if (chosen <= allowed.cents) return [];
  const what = allowed.approval === null ? "its budget is" : `approved until ${allowed.approval.until} are`;
  const wished = budgets.approvals.some(
    (a) => a.service === service && a.upToCents >= chosen && !signed.has(budgetApprovalDigest(a)),
  );
  return [
    {
      code: "capacity-over-budget",
      text: `${service} would cost ${money(chosen)} a month, ${what} ${money(allowed.cents)} (prices: ${budgets.prices.source}, ${budgets.prices.date})${wished ? "; an approval in capacity/budgets.yaml is not validly signed" : ""}`,
      next: `choose less, or have it approved: maestro capacity approve --service ${service} --up-to-cents ${chosen}`,
    },
  ];
}

export function money(cents: number): string {
  return `${(cents / 100).toFixed(2)}`;
}
