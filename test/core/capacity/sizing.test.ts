import fc from "fast-check";
import { expect, test } from "vitest";
import { rollDays, sizeRequest, vpaRequest } from "../../../core/capacity/index.ts";
import { usage } from "./support.ts";

const history = fc.array(fc.double({ min: 0, max: 1e6, noNaN: true }), { minLength: 1, maxLength: 200 });

test("a higher price of a breach never asks for less, and no price for less than nothing or more than ever seen", () => {
  fc.assert(
    fc.property(history, fc.double({ min: 0.1, max: 100, noNaN: true }), (list, price) => {
      const y = Float64Array.from(list);
      const [lower, higher] = [sizeRequest(y, 24, price), sizeRequest(y, 24, price * 2)];
      expect(lower).toBeLessThanOrEqual(higher);
      expect(lower).toBeGreaterThanOrEqual(0);
      expect(higher).toBeLessThanOrEqual(Math.max(...list) * 1.05 + 1e-9);
    }),
  );
});

test("the request does not depend on the unit", () => {
  const y = usage(200);
  expect(
    sizeRequest(
      y.map((v) => v * 1024),
      24,
      5,
    ),
  ).toBeCloseTo(1024 * sizeRequest(y, 24, 5), 6);
});

test("VPA's rule: the weighted 90th percentile and 15 %", () => {
  expect(vpaRequest(new Float64Array(48).fill(10), 24)).toBeCloseTo(11.5, 12);
  // One day of 1 before one day of 2: the last day weighs twice the one before, the 90th percentile is 2.
  const y = Float64Array.from({ length: 48 }, (_, i) => (i < 24 ? 1 : 2));
  expect(vpaRequest(y, 24)).toBeCloseTo(2.3, 12);
  expect(vpaRequest(y, 24, 0.2)).toBeCloseTo(1.15, 12);
});

test("rolling days count breaches and idle reserve only after the warm-up", () => {
  const y = Float64Array.from([9, 9, 1, 3, 5, 1]);
  expect(rollDays(y, 2, 1, () => 3)).toEqual({ breaches: 0.25, waste: 0.4 });
});
