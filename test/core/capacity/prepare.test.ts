import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { prepareSeries, type RawSeries } from "../../../core/capacity/index.ts";
import { usage } from "./support.ts";

const HOUR = 3_600_000;
const options = { horizon: 24, seasons: [24], counter: false, signed: false };

function raw(values: ArrayLike<number>, at: (i: number) => number = (i) => i * HOUR): RawSeries {
  const value = Float64Array.from(values);
  return { id: "a", value, at: value.map((_, i) => at(i)), row: Int32Array.from(value, (_, i) => i + 2) };
}

describe("a series that says nothing is refused with a reason and a row", () => {
  const y = usage(400);
  test.each([
    ["no-values", null, raw([])],
    ["no-values", 2, raw(new Float64Array(100).fill(Number.NaN))],
    ["too-short", 2, raw([5])],
    ["too-short", 41, raw(y.slice(0, 40))],
    ["too-short", 61, raw(y.slice(0, 60))],
    ["constant", 2, raw(new Float64Array(200).fill(7))],
    ["negative", 52, raw(y.map((v, i) => (i === 50 ? -v : v)))],
    ["not-finite", 12, raw(y.map((v, i) => (i === 10 ? Number.POSITIVE_INFINITY : v)))],
    ["too-many-gaps", 101, raw(y.slice(0, 200), (i) => (i < 100 ? i : i + 900) * HOUR)],
    ["irregular", 3, raw(y.slice(0, 100), (i) => Math.round(HOUR * (i + 0.37 * i ** 1.5)))],
  ])("%s at row %s", (code, row, series) => {
    expect(prepareSeries(series, options)).toMatchObject({ ok: false, refused: { code, row } });
  });

  test.each([100, 1000, 1024, 60, 1 / 1000, 1 / 100])("a unit changed half-way by %s", (factor) => {
    const series = raw(y.map((v, i) => (i >= 210 ? v * factor : v)));
    const prepared = prepareSeries(series, options);
    expect(prepared).toMatchObject({ ok: false, refused: { code: "unit-changed" } });
    expect(!prepared.ok && Math.abs(prepared.refused.row! - 212)).toBeLessThan(6);
  });
});

test("growth, a level shift and a quiet weekend are no change of unit", () => {
  for (const shape of [(i: number) => 1 + i / 50, (i: number) => (i > 200 ? 3 : 1), (i: number) => (i > 200 ? 40 : 1)])
    expect(prepareSeries(raw(usage(400).map((v, i) => v * shape(i))), options).ok).toBe(true);
});

test("missing points are filled, finite, and said", () => {
  const y = usage(400);
  const holes = raw(y.map((v, i) => (i % 9 === 4 || (i > 100 && i < 120) ? Number.NaN : v)));
  const prepared = prepareSeries(holes, options);
  expect(prepared.ok && prepared.series.values.every(Number.isFinite)).toBe(true);
  expect(prepared.ok && prepared.series.notes.map(({ code }) => code)).toEqual(["gaps-filled"]);
  // A gap of most of a day takes the neighbouring days' shape, not a straight line.
  const filled = prepared.ok ? prepared.series.values : new Float64Array();
  expect(Math.abs(filled[110]! - y[110]!) / y[110]!).toBeLessThan(0.4);
});

test("late and doubled points are put right whatever their order", () => {
  const y = usage(200);
  fc.assert(
    fc.property(fc.shuffledSubarray([...y.keys()], { minLength: 200 }), (order) => {
      const series = {
        id: "a",
        at: Float64Array.from(order, (i) => i * HOUR),
        value: Float64Array.from(order, (i) => y[i]!),
        row: Int32Array.from(order, (_, k) => k + 2),
      };
      const prepared = prepareSeries(series, options);
      expect(prepared.ok && prepared.series.values).toEqual(y);
    }),
    { numRuns: 20 },
  );
});

test("a counter becomes rates a second, and a reset is no negative rate", () => {
  const y = usage(300);
  let sum = 0;
  const counter = raw(y.map((v, i) => (sum = (i === 150 ? 0 : sum) + v * 3600)));
  const prepared = prepareSeries(counter, { ...options, counter: true });
  expect(prepared.ok && prepared.series.notes.map(({ code }) => code)).toEqual(["counter-resets"]);
  for (const i of [10, 150, 200]) expect(prepared.ok && prepared.series.values[i]).toBeCloseTo(y[i]!, 6);
});
