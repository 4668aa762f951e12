import { periodMs, type SloDefinition, type Tail } from "../definitions/index.ts";
import { percent, type Slices, sliceStart } from "../status/index.ts";
import type { DebtItem } from "./backlog.ts";
import { type Stretch, tailStretches } from "./tail-changes.ts";

const DAY = 86_400_000;
/** A tail that rose by less is as it was. */
const leastRise = 1.1;
/** Of a tail without a threshold, the share of its values that was above the line before it rose. */
const usual = 0.05;

/**
 * The debt of one tail. A regression: it rose to a level and stayed there; it costs the share of time that it is above
 * the line beyond the share before it rose. A slow path: it is above its threshold for longer than the objective allows,
 * and was so before any regression. The line is the threshold, else what 95 % of the values before stayed below.
 *
 * @param values milliseconds, NaN where missing
 */
export function tailDebt(slo: SloDefinition, tail: Tail, values: Float64Array, slices: Slices): DebtItem[] {
  const stretches = tailStretches(values, slices);
  const minutes = periodMs(slo.period) / 60_000;
  const end = slices.start + slices.count * slices.step;
  const of = (kind: DebtItem["kind"]) => ({
    id: `${kind}:${slo.service}:${slo.name}:${tail.name}`,
    kind,
    service: slo.service,
  });
  const above = (from: number, to: number, line: number): number | null => {
    let [known, over] = [0, 0];
    for (let i = 0; i < slices.count; i++) {
      const at = sliceStart(slices, i);
      if (at < from || at >= to || Number.isNaN(values[i]!)) continue;
      known++;
      if (values[i]! > line) over++;
    }
    return known === 0 ? null : over / known;
  };
  const items: DebtItem[] = [];
  const rise = lastRise(stretches);
  if (rise !== null) {
    const line = tail.thresholdMs ?? quantile(values, slices, rise.before, 1 - usual);
    const [before, after] = [above(rise.before.start, rise.since, line)!, above(rise.since, end, line)!];
    items.push({
      ...of("tail-regression"),
      title: `${tail.name} rose from ${ms(rise.before.level)} to ${ms(rise.level)}`,
      why: `above ${ms(line)} for ${percent(after)} of the time, before that for ${percent(before)}: the difference of ${minutes} min a period`,
      since: rise.since,
      atLeast: false,
      overspentMinutes: Math.max(0, after - before) * minutes,
    });
  }
  if (tail.thresholdMs !== null) {
    const from = Math.max(slices.start, end - periodMs(slo.period));
    const share =
      rise === null ? above(from, end, tail.thresholdMs) : above(rise.before.start, rise.since, tail.thresholdMs);
    const allowed = 1 - slo.target;
    const since = slowSince(slices, (a, b) => above(a, b, tail.thresholdMs!), allowed);
    // What has been slow for less than two days is an incident, not debt.
    if (share !== null && share > allowed && since !== null && end - since >= 2 * DAY)
      items.push({
        ...of("slow-path"),
        title: `${tail.name} is slow`,
        why: `above ${ms(tail.thresholdMs)} for ${percent(share)} of the time, ${percent(allowed)} is allowed: the difference of ${minutes} min a period`,
        since,
        atLeast: since <= slices.start,
        overspentMinutes: (share - allowed) * minutes,
      });
  }
  return items;
}

/** The last rise that still stands: steps up to now, taken together. */
function lastRise(stretches: readonly Stretch[]): { before: Stretch; since: number; level: number } | null {
  const last = stretches.at(-1);
  if (last === undefined) return null;
  let first = stretches.length - 1;
  while (first > 0 && stretches[first]!.level > stretches[first - 1]!.level) first--;
  const before = stretches[first]!;
  if (first === stretches.length - 1 || last.level < before.level * leastRise) return null;
  return { before, since: stretches[first + 1]!.start, level: last.level };
}

function quantile(values: Float64Array, slices: Slices, { start, end }: Stretch, q: number): number {
  const inside = values.filter((value, i) => {
    const at = sliceStart(slices, i);
    return at >= start && at < end && !Number.isNaN(value);
  });
  return inside.sort()[Math.min(inside.length - 1, Math.floor(q * inside.length))]!;
}

/** The day since which every day that is known was above the line for more than is allowed; null where the last was not. */
function slowSince(slices: Slices, above: (from: number, to: number) => number | null, allowed: number): number | null {
  let since: number | null = null;
  for (let to = slices.start + slices.count * slices.step; to > slices.start; to -= DAY) {
    const share = above(to - DAY, to);
    if (share === null) continue;
    if (share <= allowed) break;
    since = Math.max(slices.start, to - DAY);
  }
  return since;
}

function ms(value: number): string {
  return `${Number(value.toPrecision(3))} ms`;
}
