/** An ISO 8601 duration of years, months, weeks or days, in days of 365, 30, 7 and 1; null when it is none. */
export function durationDays(text: string): number | null {
  const match = /^P(?=\d)(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?$/.exec(text);
  if (match === null) return null;
  const [years, months, weeks, days] = match.slice(1).map((part) => Number(part ?? 0)) as [
    number,
    number,
    number,
    number,
  ];
  return 365 * years + 30 * months + 7 * weeks + days;
}
