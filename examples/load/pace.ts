/**
 * An open-loop schedule: request n is due at `startedAt + n / rate`, whatever became of those before it.
 * @param startedAt ms of any clock
 * @param rate requests a second
 */
export function dueAt(startedAt: number, rate: number, n: number): number {
  return startedAt + (n * 1000) / rate;
}

/**
 * How many requests are due by now, in all. A late caller gets all that it missed: none is left out.
 * @param limit how many there are in the whole run; Infinity without an end
 */
export function dueBy(startedAt: number, rate: number, now: number, limit: number): number {
  if (now < startedAt) return 0;
  return Math.min(limit, Math.floor(((now - startedAt) * rate) / 1000) + 1);
}
