import { expect, test } from "vitest";
import { lognormal, seededRandom } from "../../../examples/orders/random.ts";
import { wholeMs } from "../../../examples/orders/waiting.ts";

const N = 50_000;

test("the same seed gives the same numbers, another seed others, all in 0..1 with mean 1/2", () => {
  const take = (seed: number): number[] => {
    const random = seededRandom(seed);
    return Array.from({ length: N }, () => random());
  };
  const numbers = take(1);
  expect(take(1)).toEqual(numbers);
  expect(take(2)[0]).not.toBe(numbers[0]);
  expect(numbers.every((x) => x >= 0 && x < 1)).toBe(true);
  expect(numbers.reduce((a, b) => a + b) / N).toBeCloseTo(0.5, 2);
});

test("service times have the median and the 95th percentile of the lognormal distribution", () => {
  const random = seededRandom(3);
  const times = Array.from({ length: N }, () => lognormal(random, 6, 0.3)).sort((a, b) => a - b);
  expect(times[N / 2]! / 6).toBeCloseTo(1, 1);
  // exp(1.6449 * 0.3), the normal distribution's 0.95 quantile being 1.6449.
  expect(times[N * 0.95]! / 6).toBeCloseTo(1.638, 1);
});

test("waiting in whole milliseconds keeps the mean", () => {
  const random = seededRandom(5);
  const sum = Array.from({ length: N }, () => wholeMs(2.35, random)).reduce((a, b) => a + b);
  expect(sum / N).toBeCloseTo(2.35, 1);
});
