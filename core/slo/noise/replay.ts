import { type Compare, holds } from "../definitions/index.ts";
import { type Slices, sliceStart } from "../status/index.ts";

/** A rule on one series of numbers, as alerting systems have it. */
export interface Rule {
  readonly op: Compare;
  readonly value: number;
  /** How long it has to hold before it fires. */
  readonly forMs: number;
  /** How long it has to be over before the alert ends. */
  readonly keepMs: number;
}

/** One firing; `end` is the end of the history where it still fires. */
export interface Firing {
  readonly start: number;
  readonly end: number;
}

/**
 * Runs a rule over history: it fires once it has held for `forMs`, and ends once it has been over for `keepMs`. Where
 * values are missing nothing is evaluated: an alert neither starts nor ends.
 *
 * @param values one a slice, NaN where missing; a slice is evaluated at its end
 */
export function replayRule(rule: Rule, values: Float64Array, slices: Slices): Firing[] {
  const firings: Firing[] = [];
  let pending: number | null = null;
  let firing: number | null = null;
  let over: number | null = null;
  for (let i = 0; i < slices.count; i++) {
    const value = values[i]!;
    if (Number.isNaN(value)) continue;
    const now = sliceStart(slices, i + 1);
    if (holds(value, rule.op, rule.value)) {
      over = null;
      pending ??= now;
      if (firing === null && now - pending >= rule.forMs) firing = now;
      continue;
    }
    pending = null;
    if (firing === null) continue;
    over ??= now;
    if (now - over < rule.keepMs) continue;
    firings.push({ start: firing, end: now });
    [firing, over] = [null, null];
  }
  if (firing !== null) firings.push({ start: firing, end: sliceStart(slices, slices.count) });
  return firings;
}
