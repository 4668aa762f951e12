import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { schedule } from "../../../../../stacks/targets/local/router/schedule.ts";

const weights = fc
  .array(fc.integer({ min: 0, max: 100 }), { minLength: 0, maxLength: 4 })
  .map((cuts) => [0, ...cuts.toSorted((a, b) => a - b), 100])
  .map((cuts) => cuts.slice(1).map((cut, i) => cut - cuts[i]!));

describe("schedule", () => {
  test("after any number of requests each group has had within one of its share", () => {
    fc.assert(
      fc.property(weights, fc.integer({ min: 1, max: 400 }), (shares, n) => {
        const round = schedule(shares);
        const counts = shares.map(() => 0);
        for (let i = 0; i < n; i++) counts[round[i % 100]!]!++;
        for (const [i, share] of shares.entries()) expect(Math.abs(counts[i]! - (n * share) / 100)).toBeLessThan(1);
      }),
      { numRuns: 2_000 },
    );
  });

  test("a group of weight 0 gets nothing", () => {
    expect(new Set(schedule([0, 100, 0]))).toEqual(new Set([1]));
  });

  test("a canary of 10 percent is spread evenly", () => {
    const at = [...schedule([90, 10])].flatMap((group, slot) => (group === 1 ? [slot] : []));
    const gaps = at.slice(1).map((slot, i) => slot - at[i]!);
    expect(Math.max(...gaps)).toBeLessThanOrEqual(19);
    expect(at).toHaveLength(10);
  });

  test.each([[[50, 49]], [[101, -1]], [[99.5, 0.5]], [[]]])("weights %j are refused", (bad) => {
    expect(() => schedule(bad)).toThrow(RangeError);
  });
});
