import fc from "fast-check";
import { expect, test } from "vitest";
import { dueAt, dueBy } from "../../../examples/load/pace.ts";

test("all that is due has its time behind it, and the next one has not", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 5_000 }), fc.integer({ min: 0, max: 600_000 }), (rate, elapsed) => {
      const due = dueBy(1_000, rate, 1_000 + elapsed, Number.POSITIVE_INFINITY);
      expect(dueAt(1_000, rate, due - 1)).toBeLessThanOrEqual(1_000 + elapsed + 1e-6);
      expect(dueAt(1_000, rate, due)).toBeGreaterThan(1_000 + elapsed - 1e-6);
    }),
  );
});

test("a late caller gets all that it missed, but no more than the run has", () => {
  expect(dueBy(0, 250, 4_000, Number.POSITIVE_INFINITY)).toBe(1_001);
  expect(dueBy(0, 250, 4_000, 500)).toBe(500);
  expect(dueBy(100, 250, 99, 500)).toBe(0);
});
