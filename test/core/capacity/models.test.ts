import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { candidates } from "../../../core/capacity/candidates.ts";
import { usage } from "./support.ts";

const seasons = [24, 168];
const models = candidates(seasons, 600);

test("every family takes part where the history is long enough, and only what can be fitted where it is not", () => {
  const names = models.map(({ name }) => name).join(" ");
  for (const family of [
    "naive",
    "seasonal-naive-168",
    "theta-24",
    "smoothing-24-168-trend",
    "profile-168",
    "regression-24-168",
    "analog-168-24",
  ])
    expect(names).toContain(family);
  expect(candidates(seasons, 100).some(({ name }) => name.includes("168"))).toBe(false);
});

describe.each(models.map((model) => [model.name, model] as const))("%s", (_, model) => {
  test("knows nothing of what comes after the origin", () => {
    const y = usage(700);
    const poisoned = y.map((v, i) => (i < 620 ? v : 1e6 + i));
    expect(model.forecast(poisoned, 500, [620], 48)).toEqual(model.forecast(y.slice(0, 680), 500, [620], 48));
  });

  test("fits parameters only on the part before fitEnd", () => {
    const y = usage(700);
    const [alone] = model.forecast(y, 500, [600], 48);
    const [, later] = model.forecast(y, 500, [560, 600], 48);
    // Regression and analog learn up to each origin; with the same origin they must agree whatever other origins there are.
    for (const [h, v] of alone!.entries()) expect(later![h]).toBeCloseTo(v, 6);
  });

  test("follows a clean season of a day to a few percent", () => {
    const y = Float64Array.from({ length: 700 }, (_, i) => 100 + 40 * Math.sin((2 * Math.PI * i) / 24));
    const [mean] = model.forecast(y.slice(0, 650), 650, [650], 24);
    const error = mean!.reduce((sum, v, h) => sum + Math.abs(v - y[650 + h]!), 0) / 24;
    if (/24|168/.test(model.name)) expect(error).toBeLessThan(5);
    expect(Number.isFinite(error)).toBe(true);
  });

  test("is finite on any finite series", () => {
    const value = fc.oneof(fc.double({ min: 0, max: 1e9, noNaN: true }), fc.constant(0));
    fc.assert(
      fc.property(fc.array(value, { minLength: 610, maxLength: 620 }), (list) => {
        const [mean] = model.forecast(Float64Array.from(list), list.length, [list.length], 30);
        return model.minimum > list.length || mean!.every((v) => Number.isFinite(v));
      }),
      { numRuns: 10 },
    );
  });
});
