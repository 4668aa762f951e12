import fc from "fast-check";
import { expect, test } from "vitest";
import { budgetState, rankDebt } from "../../../../core/slo/debt/index.ts";

const DAY = 86_400_000;

test("99.9 % over 30 days with twice the allowed errors is overspent by 43.2 minutes", () => {
  const state = budgetState(0.999, 30 * 24 * 60, { good: 998_000, total: 1_000_000 });
  expect(state.spent).toBeCloseTo(2, 9);
  expect(state.overspentMinutes).toBeCloseTo(43.2, 6);
});

test("too few events say nothing, and impossible counts are refused", () => {
  expect(budgetState(0.99, 60, { good: 0, total: 49 })).toMatchObject({ spent: null, overspentMinutes: 0 });
  expect(() => budgetState(0.99, 60, { good: 5, total: 4 })).toThrow("5 good of 4");
  expect(() => budgetState(99.9, 60, { good: 1, total: 4 })).toThrow("between 0 and 1");
});

test("older and larger debt never ranks behind what is younger and smaller", () => {
  const item = fc.record({ since: fc.integer({ min: 0, max: 100 }), minutes: fc.integer({ min: 0, max: 500 }) });
  fc.assert(
    fc.property(fc.array(item, { maxLength: 20 }), (list) => {
      const ranked = rankDebt(
        list.map(({ since, minutes }, i) => ({
          id: `i${i}`,
          kind: "budget" as const,
          service: "s",
          since: since * DAY,
          overspentMinutes: minutes,
        })),
        101 * DAY,
      );
      expect(ranked).toHaveLength(list.filter(({ minutes }) => minutes > 0).length);
      for (const a of ranked)
        for (const b of ranked)
          if (a.since <= b.since && a.overspentMinutes > b.overspentMinutes) expect(a.rank).toBeLessThan(b.rank);
    }),
  );
});
