import fc from "fast-check";
import { expect, test } from "vitest";
import { backoff, waitMs } from "../../../core/outbox/index.ts";

test("waits grow to the cap and lie in the upper half of their bound", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 1_000 }),
      fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
      (n, r) => {
        const bound = Math.min(backoff.capMs, backoff.baseMs * 2 ** Math.min(30, n - 1));
        const wait = waitMs(n, r);
        expect(wait).toBeGreaterThanOrEqual(Math.floor(bound / 2));
        expect(wait).toBeLessThanOrEqual(bound);
        expect(waitMs(n + 1, r)).toBeGreaterThanOrEqual(wait);
      },
    ),
  );
});
