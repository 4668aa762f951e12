import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { bucketOf, LatencyHistogram, UPPER_BOUNDS_MS } from "../../../../../stacks/targets/local/router/histogram.ts";

describe("LatencyHistogram", () => {
  test("bounds go from 0.5 ms to 10 s and grow by at most 1.1", () => {
    expect(UPPER_BOUNDS_MS[0]).toBe(0.5);
    expect(UPPER_BOUNDS_MS.at(-1)).toBeGreaterThanOrEqual(10_000);
    for (const [i, bound] of UPPER_BOUNDS_MS.slice(1).entries())
      expect(bound / UPPER_BOUNDS_MS[i]!).toBeLessThanOrEqual(1.1001);
  });

  test("each value lies in the bucket whose bounds enclose it", () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 20_000, noNaN: true }), (ms) => {
        const index = bucketOf(ms);
        if (index < UPPER_BOUNDS_MS.length) expect(ms).toBeLessThanOrEqual(UPPER_BOUNDS_MS[index]!);
        if (index > 0) expect(ms).toBeGreaterThan(UPPER_BOUNDS_MS[index - 1]!);
      }),
    );
    for (const [index, bound] of UPPER_BOUNDS_MS.entries()) expect(bucketOf(bound)).toBe(index);
  });

  test("a quantile is at most 10 percent over the true one", () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: 0.5, max: 9_000, noNaN: true }), { minLength: 1, maxLength: 200 }),
        fc.constantFrom(0.5, 0.95, 0.99, 1),
        (values, q) => {
          const histogram = new LatencyHistogram();
          for (const value of values) histogram.record(value);
          const truth = values.toSorted((a, b) => a - b)[Math.max(1, Math.ceil(q * values.length)) - 1]!;
          expect(histogram.quantile(q)! / truth).toBeGreaterThanOrEqual(0.9999);
          expect(histogram.quantile(q)! / truth).toBeLessThanOrEqual(1.1001);
        },
      ),
    );
  });

  test("without answers there is no quantile", () => {
    expect(new LatencyHistogram().quantile(0.95)).toBeNull();
  });

  test("cumulative counts leave out only what took longer than all bounds", () => {
    const histogram = new LatencyHistogram();
    for (const ms of [0.2, 3, 60_000]) histogram.record(ms);
    expect(histogram.cumulative()[0]).toBe(1);
    expect(histogram.cumulative().at(-1)).toBe(2);
    expect(histogram.total).toBe(3);
  });
});
