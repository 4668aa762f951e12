import { setTimeout as sleep } from "node:timers/promises";

/**
 * Waits for a fraction of a millisecond more than timers can, on average: 0.35 ms is 1 ms in 35 of 100 cases.
 * @param ms 0 or more
 * @param random 0 ≤ x < 1
 */
export async function wait(ms: number, random: () => number): Promise<void> {
  const whole = wholeMs(ms, random);
  if (whole > 0) await sleep(whole);
}

/** Rounds up or down at random so that the mean is kept. */
export function wholeMs(ms: number, random: () => number): number {
  const floor = Math.floor(ms);
  return random() < ms - floor ? floor + 1 : floor;
}
