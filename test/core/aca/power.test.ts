import { expect, it } from "vitest";
import { smallestCorrectedP, smallestExactP } from "../../../core/aca/power.ts";

it("one arrangement among all: 1 / C(10, 5), 1 / C(12, 2)", () => {
  expect(smallestExactP(5, 5)).toBeCloseTo(1 / 252, 15);
  expect(smallestExactP(2, 10)).toBeCloseTo(1 / 66, 15);
});

it("grows with memory, falls with more samples, and doubles where either side is bad", () => {
  const p = (n: number, phi: number) => smallestCorrectedP(n, n, phi, "increase");
  expect(p(50, 0)).toBeLessThan(1e-12);
  expect([0, 0.5, 0.8, 0.95, 0.995].every((phi, i, all) => i === 0 || p(50, phi) > p(50, all[i - 1]!))).toBe(true);
  expect([20, 50, 100, 400].every((n, i, all) => i === 0 || p(n, 0.9) < p(all[i - 1]!, 0.9))).toBe(true);
  expect(smallestCorrectedP(50, 50, 0.9, "either")).toBeCloseTo(2 * p(50, 0.9), 12);
  expect(p(50, 0.995)).toBeGreaterThan(0.1);
});
