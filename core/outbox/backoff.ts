/** Ms before the second try, and the most between two. */
export const backoff = { baseMs: 1_000, capMs: 300_000 } as const;

/**
 * When to try again: exponential backoff with full jitter over its upper half, so that sinks that failed together are
 * not asked together (M. Brooker, "Exponential Backoff And Jitter", AWS Architecture Blog, 2015, "equal jitter").
 * @param failures tries that failed, at least 1
 * @param random uniform in [0, 1)
 * @returns ms to wait, between half of min(cap, base · 2^(failures − 1)) and all of it
 */
export function waitMs(failures: number, random: number): number {
  const ceiling = Math.min(backoff.capMs, backoff.baseMs * 2 ** Math.min(30, failures - 1));
  return Math.round(ceiling / 2 + (ceiling / 2) * random);
}
