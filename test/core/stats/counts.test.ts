import { describe, expect, it } from "vitest";
import { fisherExact } from "../../../core/stats/fisher.ts";
import { incompleteBeta } from "../../../core/stats/incomplete-beta.ts";
import { countDispersion, rateTest } from "../../../core/stats/rate.ts";
import { golden, sides } from "./golden.ts";

describe("tests of counts and proportions", () => {
  it("fisherExact agrees with SciPy to 1e-9", () => {
    for (const { table, p } of golden.fisher)
      for (const side of sides) {
        const [a, b, c, d] = table;
        expect(Math.abs(fisherExact(a, a + b, c, c + d, side) - p[side])).toBeLessThanOrEqual(1e-9);
      }
  });

  it("fisherExact on Fisher's tea: 3 of 4 against 1 of 4, p = 17/70", () =>
    expect(fisherExact(3, 4, 1, 4, "greater")).toBeCloseTo(17 / 70, 12));

  it("rateTest agrees with SciPy's binomtest on either side to 1e-9", () => {
    for (const { events, exposure, p } of golden.rates)
      for (const side of ["less", "greater"] as const) {
        const mine = rateTest(events[0], exposure[0], events[1], exposure[1], side);
        expect(Math.abs(mine - p[side])).toBeLessThanOrEqual(1e-9);
      }
  });

  it("incompleteBeta agrees with SciPy, relative 1e-11", () => {
    for (const [a, b, x, value] of golden.special.incompleteBeta)
      expect(Math.abs(incompleteBeta(a, b, x) / value - 1)).toBeLessThanOrEqual(1e-11);
  });

  it("bursts weaken a rate: ten bursts of ten are no hundred events", () => {
    const burst = Array.from({ length: 50 }, (_, i) => (i % 5 === 0 ? 10 : 0));
    const calm = Array.from({ length: 50 }, (_, i) => (i % 10 === 0 ? 10 : 0));
    const plain = rateTest(100, 50, 50, 50, "greater");
    const careful = rateTest(100, 50, 50, 50, "greater", countDispersion(burst, calm));
    expect(plain).toBeLessThan(1e-4);
    expect(careful).toBeGreaterThan(0.02);
  });

  it("no events on either side are no evidence", () => expect(rateTest(0, 10, 0, 10)).toBe(1));
});
