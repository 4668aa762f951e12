const DAY = 86_400_000;

export const debtKinds = ["budget", "tail-regression", "noisy-alert", "slow-path"] as const;
export type DebtKind = (typeof debtKinds)[number];

export interface DebtItem {
  /** The same thing has the same id on every run: it is how it ages, and how its issue is found again. */
  readonly id: string;
  readonly kind: DebtKind;
  readonly service: string;
  readonly title: string;
  /** Where its minutes come from, in a sentence with the numbers. */
  readonly why: string;
  /** Epoch milliseconds. */
  readonly since: number;
  /** True where the data does not go back further: it may be older. */
  readonly atLeast: boolean;
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

/** When each item of an earlier backlog began, by id. */
export type Earlier = ReadonlyMap<string, number>;

/**
 * The backlog: debt is age times budget overspent, largest first; what overspends nothing is no debt. A day counts from
 * its beginning, so that debt of today is not nothing. Ties are ranked by id.
 *
 * @param now Epoch milliseconds.
 * @param earlier An item that was there before is as old as it was then, however short the data is kept.
 */
export function rankDebt(items: readonly DebtItem[], now: number, earlier: Earlier = new Map()): RankedDebt[] {
  return items
    .filter(({ overspentMinutes }) => overspentMinutes > 0)
    .map((item) => {
      const since = Math.min(item.since, earlier.get(item.id) ?? item.since);
      const ageDays = Math.max(1, Math.ceil((now - since) / DAY));
      const debt = ageDays * item.overspentMinutes;
      const arithmetic = `${ageDays} days × ${item.overspentMinutes.toFixed(1)} min = ${debt.toFixed(1)}`;
      return { ...item, since, ageDays, debt, arithmetic };
    })
    .sort((a, b) => b.debt - a.debt || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0))
    .map((item, i) => ({ ...item, rank: i + 1 }));
}
