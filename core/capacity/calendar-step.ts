const DAY = 86_400_000;
export const YEAR = 365.2425 * DAY;

/** Months that a step of the calendar spans, by the days that such a step can have. */
const CALENDAR = [
  { months: 1, from: 28, to: 31 },
  { months: 3, from: 89, to: 92 },
  { months: 12, from: 365, to: 366 },
] as const;

/**
 * Months, quarters and years are no equal steps: where the usual difference is one of theirs, the step is their mean
 * length, to which each of them is nearer than to its double or half.
 *
 * @returns Months a step; null for steps of equal length.
 */
export function calendarMonths(step: number): number | null {
  const days = step / DAY;
  // Four weeks are weeks; February alone does not make months.
  if (days === 28) return null;
  return CALENDAR.find(({ from, to }) => days >= from && days <= to)?.months ?? null;
}

/** Milliseconds of so many months, on average. */
export function meanStep(months: number): number {
  return (months * YEAR) / 12;
}

/** The instant so many months later, on the same day of the month or on its last one. */
export function monthsLater(at: number, months: number): number {
  const date = new Date(at);
  const day = date.getUTCDate();
  const first = Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + months, 1);
  const lastDay = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + months + 1, 0)).getUTCDate();
  // The end of a month stays the end of a month.
  const end = new Date(at + DAY).getUTCDate() === 1;
  return first + (Math.min(end ? lastDay : day, lastDay) - 1) * DAY + (at % DAY);
}
