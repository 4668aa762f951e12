import { InputError } from "../../errors/index.ts";

export interface BudgetState {
  /** Bad events that the objective allows over the events seen. */
  readonly allowed: number;
  /** Share of the allowance that is spent; above 1 the budget is overspent. Null below the minimum of events. */
  readonly spent: number | null;
  /** Minutes of the period by which the budget is overspent, if it were spent evenly in time; 0 within it. */
  readonly overspentMinutes: number;
}

/**
 * The error budget of one period.
 *
 * @param objective Share of good events wanted, 0 < objective < 1.
 * @param periodMinutes Length of the SLO's period, > 0.
 * @param minimumEvents With fewer events nothing is said: no traffic breaks nothing.
 * @throws InputError `slo-objective`, `slo-counts` for what cannot be counted.
 */
export function budgetState(
  objective: number,
  periodMinutes: number,
  events: { readonly good: number; readonly total: number },
  minimumEvents = 50,
): BudgetState {
  if (!(objective > 0 && objective < 1))
    throw new InputError("slo-objective", `an objective lies between 0 and 1, not at ${objective}`, {
      field: "objective",
      next: "write it as a share, such as 0.999",
    });
  const bad = events.total - events.good;
  if (!(events.good >= 0 && bad >= 0 && Number.isFinite(events.total)))
    throw new InputError("slo-counts", `${events.good} good of ${events.total} events cannot be`, {
      field: "good",
      next: "mend the query: good events are among all",
    });
  const allowed = (1 - objective) * events.total;
  if (events.total < minimumEvents) return { allowed, spent: null, overspentMinutes: 0 };
  const spent = bad / allowed;
  return { allowed, spent, overspentMinutes: Math.max(0, spent - 1) * (1 - objective) * periodMinutes };
}
