import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Counts, type CountsOutcome, evaluate } from "../../../../core/slo/index.ts";
import { minuteCounts, oneSlo, sloDocument } from "../../../support/slo-documents.ts";

const now = Date.parse("2026-11-25T00:00:00Z");
const period = 30 * 24 * 60;
const slo = oneSlo(sloDocument());
const data = (counts: Counts): CountsOutcome => ({ outcome: "data", counts, notes: [] });
const judged = (bad: (ago: number) => number | null) => evaluate(slo, data(minuteCounts(now, period, bad)), now);

describe("the budget", () => {
  it("of 99.9 % over 30 days is 43.2 minutes, and twice the allowed errors overspend it by as many", () => {
    const { budget, state } = judged((ago) => (ago % 5 === 0 ? 1 : 0));
    expect(budget.minutes).toBeCloseTo(43.2, 9);
    expect(budget.spent).toBeCloseTo(2, 9);
    expect(budget.overspentMinutes).toBeCloseTo(43.2, 6);
    expect(state).toBe("exhausted");
  });

  it("is not exhausted by what is missing: below the wanted coverage the state is unknown", () => {
    expect(judged((ago) => (ago > period / 2 ? null : 0)).state).toBe("unknown");
  });

  it("is exhausted whatever is missing, where it would be spent if all of that had been good", () => {
    const { state, budget } = judged((ago) => (ago > period / 2 ? null : 1));
    expect(budget.spentAtLeast).toBeCloseTo(5, 6);
    expect(state).toBe("exhausted");
  });

  it("says nothing below the least number of events", () => {
    const counts = minuteCounts(now, period, () => 0);
    counts.total.fill(0);
    counts.good.fill(0);
    counts.total[7] = 99;
    expect(evaluate(slo, data(counts), now)).toMatchObject({ state: "low-traffic", budget: { spent: null } });
  });

  it("is unknown without data and after a failed query, never exhausted and never within", () => {
    for (const outcome of ["nodata", "error"] as const)
      expect(evaluate(slo, { outcome, text: "nobody answered" }, now)).toMatchObject({
        state: "unknown",
        reason: "no data: nobody answered",
        budget: { spent: null },
      });
  });

  it("of a new SLO misses nothing before it began", () => {
    const since = `apiVersion: maestro-conductor/v1\nkind: SloSettings\nmetadata: {name: orders-availability}\nspec: {since: "2026-11-24T00:00:00Z"}\n`;
    const young = oneSlo(sloDocument(), since);
    const counts = minuteCounts(now, period, (ago) => (ago > 1_440 ? null : 0));
    expect(evaluate(young, data(counts), now)).toMatchObject({ state: "within", coverage: 1 });
  });

  it("of a calendar period is for all of it, as if traffic went on as it was", () => {
    const window = "{duration: 1M, calendar: {startTime: 2026-01-01 00:00:00, timeZone: UTC}}";
    const monthly = oneSlo(sloDocument({ window }));
    const counts = minuteCounts(now, 24 * 24 * 60, (ago) => (ago % 10 === 0 ? 1 : 0));
    // 0.1 % bad over 24 of 30 days spend 80 % of the month's budget.
    expect(evaluate(monthly, data(counts), now).budget.spent).toBeCloseTo(0.8, 6);
  });
});

describe("burn", () => {
  it("needs both windows: an outage that is over does not burn, one that is on does", () => {
    const over = judged((ago) => (ago > 10 && ago <= 60 ? 20 : 0));
    expect(over.burn[0]).toMatchObject({ burning: false, short: 0 });
    const on = judged((ago) => (ago <= 60 ? 20 : 0));
    expect(on.burn[0]!.burning).toBe(true);
    expect(on.burn[0]!.short).toBeCloseTo(200, 6);
  });

  it("is unknown where the newest minutes are missing", () => {
    expect(judged((ago) => (ago <= 60 ? null : 0)).burn[0]).toMatchObject({ long: null, short: null, burning: null });
  });

  it("needs the least number of bad events: two of a hundred a minute are none", () => {
    const counts = minuteCounts(now, period, (ago) => (ago <= 4 ? 2 : 0));
    expect(evaluate(slo, data(counts), now).burn[0]).toMatchObject({ burning: false });
  });
});

it("never takes missing data for good or bad: hiding slices leaves what is spent within its bounds", () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 1_000 }), fc.double({ min: 0, max: 1, noNaN: true }), (seed, hidden) => {
      const bad = (ago: number): number => ((ago * 7919 + seed) % 1_000 === 0 ? 100 : 0);
      const seen = judged((ago) => (((ago * 104729) % 1_000) / 1_000 < hidden ? null : bad(ago)));
      if (seen.budget.spentAtLeast === null) return;
      // All that is hidden could have been good: then what is known to be bad is all of it.
      const least = judged((ago) => (((ago * 104729) % 1_000) / 1_000 < hidden ? 0 : bad(ago)));
      expect(seen.budget.spentAtLeast).toBeCloseTo(least.budget.spent!, 6);
      if (seen.state === "within") expect(seen.coverage).toBeGreaterThanOrEqual(0.9);
    }),
    { numRuns: 30 },
  );
});
