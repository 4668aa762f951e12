import fc from "fast-check";
import { expect, test } from "vitest";
import { exceedanceP } from "../../../core/stats/index.ts";

/** All ways to choose which of n positions are x, as sets of positions. */
function* choices(n: number, k: number, from = 0): Generator<readonly number[]> {
  if (k === 0) return void (yield []);
  for (let i = from; i <= n - k; i++) for (const rest of choices(n, k - 1, i + 1)) yield [i, ...rest];
}

test("is the share of all arrangements with so many values beyond the others", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 6 }), fc.integer({ min: 1, max: 6 }), fc.nat(6), (nx, ny, raw) => {
      const count = Math.min(raw, nx);
      let hits = 0;
      let all = 0;
      for (const xs of choices(nx + ny, nx)) {
        all++;
        if (Array.from({ length: count }, (_, i) => nx + ny - 1 - i).every((top) => xs.includes(top))) hits++;
      }
      expect(exceedanceP(count, nx, ny)).toBeCloseTo(hits / all, 12);
    }),
  );
});

test("no value beyond the others says nothing, all of them all that can be said", () => {
  expect(exceedanceP(0, 100, 100)).toBe(1);
  expect(exceedanceP(8, 100, 100)).toBeCloseTo(0.0033773, 6);
});
