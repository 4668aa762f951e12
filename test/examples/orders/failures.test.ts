import fc from "fast-check";
import { expect, test } from "vitest";
import { failureSource } from "../../../examples/orders/failures.ts";
import { seededRandom } from "../../../examples/orders/random.ts";

test("of each ten requests exactly as many fail as are to", () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 10 }), fc.integer(), (inTen, seed) => {
      const fails = failureSource(inTen, seededRandom(seed));
      for (let block = 0; block < 5; block++)
        expect(Array.from({ length: 10 }, () => fails()).filter(Boolean)).toHaveLength(inTen);
    }),
  );
});

test("failures keep no step: each place of the ten has its turn", () => {
  const fails = failureSource(1, seededRandom(7));
  const places = new Set<number>();
  for (let n = 0; n < 1_000; n++) if (fails()) places.add(n % 10);
  expect(places.size).toBe(10);
});
