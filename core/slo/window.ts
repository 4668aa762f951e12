import type { GroupCounters } from "../target/index.ts";
import type { Reading } from "./breach.ts";

export type KnownReading = Reading & { readonly counters: GroupCounters };

/** What happened in a window, from cumulative counters. */
export interface WindowCounts {
  readonly requests: number;
  readonly bad: number;
  /** Seconds between the first and the last reading in it. */
  readonly seconds: number;
}

/**
 * Requests and bad ones in the `seconds` before the last reading, or since the first one where the readings do not go
 * back so far. A source that was restarted counts from zero again: what it had counted before is kept, what it lost in
 * between is not guessed.
 * @param readings of one group and color, oldest first
 * @param badOf cumulative bad requests in counters; null where they cannot tell
 * @returns null with fewer than two readings, or where `badOf` cannot tell
 */
export function countsIn(
  readings: readonly KnownReading[],
  seconds: number,
  badOf: (counters: GroupCounters) => number | null,
): WindowCounts | null {
  const last = readings.at(-1);
  if (last === undefined) return null;
  const from = last.at - seconds * 1_000;
  const inside = readings.filter(({ at }) => at >= from);
  if (inside.length < 2) return null;
  let [requests, bad] = [0, 0];
  for (const [index, { counters }] of inside.entries()) {
    if (index === 0) continue;
    const before = inside[index - 1]!.counters;
    const [b0, b1] = [badOf(before), badOf(counters)];
    if (b0 === null || b1 === null) return null;
    const restarted = counters.requests < before.requests || b1 < b0;
    requests += restarted ? counters.requests : counters.requests - before.requests;
    bad += restarted ? b1 : b1 - b0;
  }
  return { requests, bad, seconds: (last.at - inside[0]!.at) / 1_000 };
}
