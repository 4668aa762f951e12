import { histogramBetween, histogramQuantile } from "../metrics/index.ts";
import type { GroupCounters } from "../target/index.ts";
import { fastBurn } from "./burn.ts";
import type { Limit, Slo } from "./schema.ts";

/** Cumulative counters of the color under watch at one instant; null when they could not be read. */
export interface Reading {
  readonly at: number;
  readonly counters: GroupCounters | null;
}

export interface Breach {
  readonly kind: "breach";
  readonly limit: string;
  /** `burnRate`: an objective's budget is spent so many times faster than it may. */
  readonly signal: Limit["signal"] | "burnRate";
  readonly value: number;
  readonly max: number;
  /** When the reading that shows it was taken. */
  readonly at: number;
}

/** `unknown`: too little was read to say; never a breach and never an all-clear. */
export type BreachState = { readonly kind: "none" } | { readonly kind: "unknown"; readonly reason: string } | Breach;

/** A watch that has read nothing for this long is blind. */
export const blindAfterMs = 5_000;

/**
 * Holds each hard limit against its window of readings, newest last, then each objective's fast burn.
 *
 * A window is the difference between the newest reading and the oldest one inside the window; readings across a
 * restart of the source are left out. Too few requests in a window is `none` for that limit: no traffic breaks nothing.
 */
export function evaluateBreach(slo: Slo, readings: readonly Reading[], now: number): BreachState {
  const known = readings.filter((r): r is Reading & { counters: GroupCounters } => r.counters !== null);
  const newest = known.at(-1);
  if (!newest || now - newest.at > blindAfterMs) return { kind: "unknown", reason: "no counters from the router" };
  for (const limit of slo.limits) {
    const oldest = known.find((r) => r.at >= newest.at - limit.windowSeconds * 1000);
    const value = oldest && oldest !== newest ? signalBetween(limit, oldest.counters, newest.counters) : null;
    if (value !== null && value > limit.max)
      return { kind: "breach", limit: limit.name, signal: limit.signal, value, max: limit.max, at: newest.at };
  }
  for (const objective of slo.objectives) {
    const burn = fastBurn(objective, known);
    if (burn === null) continue;
    const { rate, longSeconds, shortSeconds } = burn.window;
    const limit = `${objective.name} burn rate over ${span(longSeconds)} and ${span(shortSeconds)}`;
    return { kind: "breach", limit, signal: "burnRate", value: burn.rate, max: rate, at: newest.at };
  }
  return { kind: "none" };
}

function span(seconds: number): string {
  if (seconds >= 3_600) return `${Number((seconds / 3_600).toPrecision(3))} h`;
  return seconds >= 60 ? `${Number((seconds / 60).toPrecision(3))} min` : `${Number(seconds.toPrecision(3))} s`;
}

function signalBetween(limit: Limit, earlier: GroupCounters, later: GroupCounters): number | null {
  if (earlier.color !== later.color) return null;
  const requests = later.requests - earlier.requests;
  const errors = later.errors - earlier.errors;
  if (requests < limit.minRequests || errors < 0) return null;
  if (limit.signal === "errorShare") return errors / requests;
  const between = histogramBetween(
    { upperBounds: earlier.latency.upperBoundsMs, counts: earlier.latency.counts },
    { upperBounds: later.latency.upperBoundsMs, counts: later.latency.counts },
  );
  return between && histogramQuantile(between, limit.signal === "p99Ms" ? 0.99 : 0.95);
}
