const DAY = 86_400_000;

export interface DebtItem {
  readonly id: string;
  readonly kind: "budget" | "tail-regression" | "noisy-alert" | "slow-path";
  readonly service: string;
  /** Epoch milliseconds. */
  readonly since: number;
  /** Minutes of error budget that it overspends a period. */
  readonly overspentMinutes: number;
}

export interface RankedDebt extends DebtItem {
  readonly rank: number;
  readonly ageDays: number;
  /** ageDays × overspentMinutes. */
  readonly debt: number;
  readonly arithmetic: string;
}

/**
 * The backlog: debt is age times budget overspent, largest first; what overspends nothing is no debt. A day counts from
 * its beginning, so that debt of today is not nothing. Ties are ranked by id.
 *
 * @param now Epoch milliseconds.
 */
export function rankDebt(items: readonly DebtItem[], now: number): RankedDebt[] {
  return items
    .filter(({ overspentMinutes }) => overspentMinutes > 0)
    .map((item) => {
      const ageDays = Math.max(1, Math.ceil((now - item.since) / DAY));
      const debt = ageDays * item.overspentMinutes;
      const arithmetic = `${ageDays} days × ${item.overspentMinutes.toFixed(1)} min = ${debt.toFixed(1)}`;
      return { ...item, ageDays, debt, arithmetic };
    })
    .sort((a, b) => b.debt - a.debt || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0))
    .map((item, i) => ({ ...item, rank: i + 1 }));
}
