export interface Quarter {
  /** As written: `2026Q1`. */
  readonly name: string;
  /** First instant, and the first after it; epoch milliseconds, UTC. */
  readonly start: number;
  readonly end: number;
}

/** `2026Q1` or `2026-Q1`; null for anything else. */
export function quarterOf(text: string): Quarter | null {
  const match = /^(\d{4})-?Q([1-4])$/i.exec(text.trim());
  if (match === null) return null;
  const [year, quarter] = [Number(match[1]), Number(match[2])];
  const month = 3 * (quarter - 1);
  return { name: `${year}Q${quarter}`, start: Date.UTC(year, month), end: Date.UTC(year, month + 3) };
}
