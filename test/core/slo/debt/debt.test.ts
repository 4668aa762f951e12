import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { budgetDebt, type DebtItem, evaluate, rankDebt, tailDebt, tailStretches } from "../../../../core/slo/index.ts";
import { seededRandom } from "../../../../core/stats/index.ts";
import { minuteCounts, oneSlo, sloDocument } from "../../../support/slo-documents.ts";

const DAY = 86_400_000;
const HOUR = 3_600_000;
const now = Date.parse("2026-11-25T00:00:00Z");
const item = (change: Partial<DebtItem>): DebtItem => ({
  id: "i",
  kind: "budget",
  service: "s",
  title: "t",
  why: "w",
  since: now - DAY,
  atLeast: false,
  overspentMinutes: 1,
  ...change,
});

describe("the backlog", () => {
  it("never ranks older and larger debt behind what is younger and smaller", () => {
    const any = fc.record({ since: fc.integer({ min: 0, max: 100 }), minutes: fc.integer({ min: 0, max: 500 }) });
    fc.assert(
      fc.property(fc.array(any, { maxLength: 20 }), (list) => {
        const items = list.map(({ since, minutes }, i) =>
          item({ id: `i${i}`, since: since * DAY, overspentMinutes: minutes }),
        );
        const ranked = rankDebt(items, 101 * DAY);
        expect(ranked).toHaveLength(list.filter(({ minutes }) => minutes > 0).length);
        for (const a of ranked)
          for (const b of ranked)
            if (a.since <= b.since && a.overspentMinutes > b.overspentMinutes) expect(a.rank).toBeLessThan(b.rank);
      }),
    );
  });

  it("shows its arithmetic, and grows by its minutes a day", () => {
    const [today] = rankDebt([item({ overspentMinutes: 43.2 })], now);
    expect(today!.arithmetic).toBe("1 days × 43.2 min = 43.2");
    const [later] = rankDebt([item({ overspentMinutes: 43.2 })], now + 9 * DAY);
    expect(later!.debt).toBeCloseTo(10 * 43.2, 9);
  });

  it("keeps the age of what was there before, however short the data is kept", () => {
    const [aged] = rankDebt([item({ since: now - 30 * DAY })], now, new Map([["i", now - 200 * DAY]]));
    expect(aged!.ageDays).toBe(200);
  });
});

describe("the debt of a budget", () => {
  const slo = oneSlo(sloDocument({ window: "{duration: 7d, isRolling: true}" }));
  it("begins when the budget was spent and counts what is overspent", () => {
    const counts = minuteCounts(now, 60 * 24 * 60, (ago) => (ago <= 20 * 24 * 60 && ago % 5 === 0 ? 1 : 0));
    const status = evaluate(slo, { outcome: "data", counts, notes: [] }, now);
    const [debt] = budgetDebt(status, counts);
    // 0.2 % of a week are spent half a week after it began.
    expect((now - debt!.since) / DAY).toBeCloseTo(16.5, 0);
    expect(debt).toMatchObject({ atLeast: false, overspentMinutes: expect.closeTo(10.08, 2) });
  });

  it("is none while it lasts", () => {
    const counts = minuteCounts(now, 8 * 24 * 60, () => 0);
    expect(budgetDebt(evaluate(slo, { outcome: "data", counts, notes: [] }, now), counts)).toEqual([]);
  });
});

describe("the debt of a tail", () => {
  const slo = oneSlo(sloDocument({ target: "target: 0.99" }));
  const metric = { type: "prometheus", query: "x", server: null } as const;
  const tail = (thresholdMs: number | null) => ({ name: "p95", metric, thresholdMs });
  const hours = 60 * 24;
  const slices = { start: now - hours * HOUR, step: HOUR, count: hours };
  /** A daily profile, noise with memory, and a factor by the hour. */
  const made = (factor: (hour: number) => number, stream = 0): Float64Array => {
    const random = seededRandom(3, stream);
    let noise = 0;
    return Float64Array.from({ length: hours }, (_, i) => {
      noise = 0.5 * noise + random.normal();
      return 200 * factor(i) * Math.exp(0.05 * noise + 0.2 * Math.sin((2 * Math.PI * i) / 24));
    });
  };
  const risen = (hour: number): number => (hour >= 40 * 24 ? 1.4 : 1);

  it("is a regression since the day on which it rose and stayed", () => {
    const [debt] = tailDebt(slo, tail(null), made(risen), slices);
    expect(debt).toMatchObject({ kind: "tail-regression", title: expect.stringContaining("rose from") });
    expect(Math.abs(debt!.since - (slices.start + 40 * DAY))).toBeLessThan(DAY);
    expect(debt!.overspentMinutes).toBeGreaterThan(10_000);
  });

  it("is none for noise with memory and seasons, for what went up and came back, and for what got better", () => {
    for (let stream = 0; stream < 20; stream++)
      expect(
        tailDebt(
          slo,
          tail(null),
          made(() => 1, stream),
          slices,
        ),
      ).toEqual([]);
    const bump = (hour: number): number => (hour >= 20 * 24 && hour < 35 * 24 ? 1.6 : 1);
    expect(tailStretches(made(bump), slices).length).toBeGreaterThan(1);
    expect(tailDebt(slo, tail(null), made(bump), slices)).toEqual([]);
    expect(
      tailDebt(
        slo,
        tail(null),
        made((hour) => 1 / risen(hour)),
        slices,
      ),
    ).toEqual([]);
  });

  it("is a slow path where it has been above its threshold for longer than is allowed, and a rise is not counted twice", () => {
    const [slow, ...none] = tailDebt(
      slo,
      tail(180),
      made(() => 1),
      slices,
    );
    expect(none).toEqual([]);
    expect(slow).toMatchObject({ kind: "slow-path", atLeast: true });
    const both = tailDebt(slo, tail(180), made(risen), slices);
    expect(both.map(({ kind }) => kind).sort()).toEqual(["slow-path", "tail-regression"]);
    const total = both.reduce((sum, { overspentMinutes }) => sum + overspentMinutes, 0);
    expect(total).toBeLessThanOrEqual(0.99 * 30 * 24 * 60 + 1);
  });

  it("says nothing of too few values and of none", () => {
    expect(tailDebt(slo, tail(100), new Float64Array(hours).fill(Number.NaN), slices)).toEqual([]);
  });
});
