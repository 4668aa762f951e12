import { periodMs } from "../definitions/index.ts";
import { type Counts, percent, type SloStatus, Sums, sliceStart } from "../status/index.ts";
import type { DebtItem } from "./backlog.ts";

const HOUR = 3_600_000;

/**
 * The debt of an exhausted budget: as many minutes as it is overspent, since it was spent without a break.
 *
 * @param counts reaching back as far as there is data: how long the budget of the period before each hour was spent
 */
export function budgetDebt(status: SloStatus, counts: Counts): DebtItem[] {
  const { slo, state, budget } = status;
  if (state !== "exhausted") return [];
  const { since, atLeast } = exhaustedSince(status, counts);
  const spent = percent(budget.spent ?? 0);
  return [
    {
      id: `budget:${slo.service}:${slo.name}`,
      kind: "budget",
      service: slo.service,
      title: `${slo.name} overspends its error budget`,
      why: `${spent} of ${budget.minutes.toFixed(1)} min are spent: (${spent} − 100 %) × ${budget.minutes.toFixed(1)} min`,
      since,
      atLeast,
      overspentMinutes: budget.overspentMinutes,
    },
  ];
}

function exhaustedSince({ slo }: SloStatus, counts: Counts): { since: number; atLeast: boolean } {
  const sums = new Sums(counts);
  const { slices } = counts;
  const length = periodMs(slo.period);
  const stride = Math.max(1, Math.round(HOUR / slices.step));
  let since = slices.count - 1;
  for (let last = slices.count - 1; last >= 0; last -= stride) {
    const seen = sums.before(last, length);
    if (seen.known < slo.minCoverage) return { since: sliceStart(slices, since), atLeast: true };
    if (seen.total - seen.good < (1 - slo.target) * seen.total)
      return { since: sliceStart(slices, since), atLeast: false };
    since = last;
  }
  return { since: sliceStart(slices, since), atLeast: true };
}
