import { periodAt, periodMs, type SloDefinition, spanText } from "../definitions/index.ts";
import { burnStates, leastEvents } from "./burn-state.ts";
import { type Counts, Sums } from "./counts.ts";
import type { CountsOutcome } from "./read-counts.ts";
import { sliceStart } from "./slices.ts";
import type { BurnDownPoint, SloState, SloStatus } from "./status.ts";

/** A budget is spent from here on: floating point must not keep one open that is spent to the last event. */
const wholly = 1 - 1e-9;

/** Points of a burn-down, at most. */
const plotted = 240;

/**
 * Budget, burn and state of an SLO at `now`.
 *
 * Budget: (1 − target) of the events seen in the period; of a calendar period scaled to its whole length, as if traffic
 * went on as it was. What is missing is not taken for good or bad: below `minCoverage` the state is unknown, unless the
 * budget would be spent though all that is missing had been good.
 */
export function evaluate(slo: SloDefinition, read: CountsOutcome, now: number): SloStatus {
  const period = periodAt(slo.period, now);
  const minutes = ((1 - slo.target) * periodMs(slo.period)) / 60_000;
  const nothing = { allowed: 0, spent: null, spentAtLeast: null, overspentMinutes: 0, minutes };
  if (read.outcome !== "data")
    return {
      slo,
      state: "unknown",
      reason: `no data: ${read.text}`,
      period,
      events: { good: 0, total: 0 },
      coverage: 0,
      data: null,
      budget: nothing,
      burn: slo.burn.map((window) => ({ window, long: null, short: null, burning: null })),
      burnDown: [],
      notes: [],
    };
  const { counts, notes } = read;
  const { slices } = counts;
  const sums = new Sums(counts);
  const [from, last] = bounds(slo, counts, period.start, now);
  const seen = sums.between(from, last + 1);
  const coverage = Math.min(1, seen.known);
  const events = { good: seen.good, total: seen.total };
  const bad = seen.total - seen.good;
  const stretch = slo.period.kind === "rolling" ? 1 : (period.end - period.start) / Math.max(1, now - period.start);
  const allowed = (1 - slo.target) * seen.total * Math.max(1, stretch);
  const enough = seen.total >= leastEvents(slo).total;
  const spent = enough && allowed > 0 ? bad / allowed : null;
  const spentAtLeast = spent === null ? null : spent * coverage;
  const burn = burnStates(slo, sums, last);
  const budget = { minutes, allowed, spent, spentAtLeast, overspentMinutes: Math.max(0, (spent ?? 0) - 1) * minutes };
  const { state, reason } = judge(slo, { spent, spentAtLeast, coverage, burn, total: seen.total });
  return {
    slo,
    state,
    reason,
    period,
    events,
    coverage,
    data: dataSpan(counts),
    budget,
    burn,
    burnDown: burnDown(counts, from, last, allowed),
    notes: [...notes, ...lag(counts, sliceStart(slices, last + 1))],
  };
}

function judge(
  slo: SloDefinition,
  {
    spent,
    spentAtLeast,
    coverage,
    burn,
    total,
  }: { spent: number | null; spentAtLeast: number | null; coverage: number; burn: SloStatus["burn"]; total: number },
): { state: SloState; reason: string } {
  const known = `${percent(coverage)} of the period is known`;
  if (spentAtLeast !== null && spentAtLeast >= wholly)
    return { state: "exhausted", reason: `${percent(spent!)} of the budget is spent` };
  if (coverage < slo.minCoverage)
    return { state: "unknown", reason: `only ${known}, ${percent(slo.minCoverage)} is needed` };
  if (spent === null)
    return { state: "low-traffic", reason: `${Math.round(total)} events, ${slo.minRequests} are needed to say` };
  if (spent >= wholly)
    return { state: "exhausted", reason: `${percent(spent)} of the budget is spent, though only ${known}` };
  const fast = burn.find(({ burning }) => burning === true);
  if (fast !== undefined) {
    const { rate, longSeconds, shortSeconds } = fast.window;
    const spans = `${spanText(longSeconds * 1_000)} and ${spanText(shortSeconds * 1_000)}`;
    const now = Math.min(fast.long!, fast.short!).toPrecision(3);
    return { state: "burning", reason: `it burns ${now} times as fast as it may over ${spans} (limit ${rate})` };
  }
  return { state: "within", reason: `${percent(1 - spent)} of the budget is left` };
}

/** First and last slice of the period that count. */
function bounds(slo: SloDefinition, { slices }: Counts, start: number, now: number): [number, number] {
  const begin = Math.max(start, slo.since ?? start);
  const from = Math.max(0, Math.floor((begin - slices.start) / slices.step));
  const last = Math.min(slices.count, Math.floor((now - slices.start) / slices.step)) - 1;
  return [from, Math.max(from - 1, last)];
}

function dataSpan({ slices, total }: Counts): SloStatus["data"] {
  const first = total.findIndex((value) => !Number.isNaN(value));
  if (first < 0) return null;
  const last = total.findLastIndex((value) => !Number.isNaN(value));
  return { start: sliceStart(slices, first), end: sliceStart(slices, last + 1) };
}

function lag(counts: Counts, end: number): string[] {
  const data = dataSpan(counts);
  const late = data === null ? 0 : end - data.end;
  return late > Math.max(3_600_000, 10 * counts.slices.step) ? [`the data ends ${spanText(late)} before now`] : [];
}

function burnDown({ slices, good, total }: Counts, from: number, last: number, allowed: number): BurnDownPoint[] {
  if (!(allowed > 0) || last < from) return [];
  const each = Math.max(1, Math.ceil((last + 1 - from) / plotted));
  const points: BurnDownPoint[] = [{ at: sliceStart(slices, from), remaining: 1 }];
  let bad = 0;
  for (let i = from; i <= last; ) {
    let known = 0;
    const end = Math.min(last + 1, i + each);
    for (; i < end; i++) {
      if (Number.isNaN(total[i]!)) continue;
      bad += total[i]! - good[i]!;
      known++;
    }
    points.push({ at: sliceStart(slices, end), remaining: known === 0 ? null : 1 - bad / allowed });
  }
  return points;
}

/** Three significant digits at most; 100 % only where it is. */
export function percent(share: number): string {
  const value = 100 * share;
  const digits = Math.abs(value) >= 100 ? Math.round(value) : Number(value.toPrecision(3));
  return `${digits} %`;
}
