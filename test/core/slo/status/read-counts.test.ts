import fc from "fast-check";
import { expect, it } from "vitest";
import { countsFrom, type Indicator } from "../../../../core/slo/index.ts";
import { increments } from "../../../../core/slo/status/increments.ts";

const metric = { type: "prometheus", query: "x", server: null } as const;
const ratio = (side: "good" | "bad", counter = false): Indicator => ({
  kind: "ratio",
  counter,
  side,
  part: metric,
  total: metric,
});
const slices = (count: number) => ({ start: 0, step: 60_000, count });
const series = (...values: number[]) => Float64Array.from(values);

it("takes what a counter counted since it was reset, and says how often it was", () => {
  const { counts, resets } = increments(series(10, 15, 3, 5));
  expect([...counts.slice(1)]).toEqual([5, 3, 2]);
  expect(resets).toBe(1);
});

it("bridges a short gap of a counter evenly and leaves a long one unknown", () => {
  expect([...increments(series(0, Number.NaN, 4)).counts]).toEqual([Number.NaN, 2, 2]);
  const long = [0, ...Array.from({ length: 9 }, () => Number.NaN), 50, 51];
  expect([...increments(series(...long)).counts].filter((value) => !Number.isNaN(value))).toEqual([1]);
});

it("adds up to what the counter grew by, wherever it was reset", () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 0, max: 50 }), { minLength: 2, maxLength: 60 }),
      fc.integer({ min: 2, max: 20 }),
      (grown, every) => {
        let value = 0;
        const counter = grown.map((by, i) => {
          value = i % every === 0 ? by : value + by;
          return value;
        });
        const total = increments(Float64Array.from(counter))
          .counts.slice(1)
          .reduce((a, b) => a + b, 0);
        // A reset that is not seen, since it counted at once past what was there, may hide what came before it.
        expect(total).toBeLessThanOrEqual(grown.slice(1).reduce((a, b) => a + b, 0));
      },
    ),
  );
});

it("leaves slices out that cannot be, and says so: negative, more good than all", () => {
  const notes: string[] = [];
  const { total, good } = countsFrom(ratio("good"), [series(-1, 50, 9), series(10, 10, 10)], slices(3), notes);
  expect([...total]).toEqual([Number.NaN, Number.NaN, 10]);
  expect(good[2]).toBe(9);
  expect(notes.join()).toMatch(/1 slices have negative counts.*1 slices have more good events than events/s);
});

it("does not take a silent series for none: without bad events the slice is unknown, without any events it is empty", () => {
  const notes: string[] = [];
  const { total } = countsFrom(ratio("bad"), [series(Number.NaN, Number.NaN), series(10, 0)], slices(2), notes);
  expect([...total]).toEqual([Number.NaN, 0]);
  expect(notes).toHaveLength(1);
});
