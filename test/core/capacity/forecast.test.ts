import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { backtest, rollingOrigins } from "../../../core/capacity/backtest.ts";
import { combinationWeights } from "../../../core/capacity/combine.ts";
import { forecastSeries } from "../../../core/capacity/index.ts";
import { usage } from "./support.ts";

const usageBounds = { floor: 0, ceiling: Number.POSITIVE_INFINITY };
const options = { horizon: 48, seasons: [24, 168], levels: [0.8, 0.95], floor: 0 };

test("the same series gives the same forecast, bit for bit", () => {
  expect(forecastSeries(usage(600), options)).toEqual(forecastSeries(usage(600), options));
});

test("beats Naive2 and covers as promised on fresh draws of a day-and-week pattern", () => {
  const inside = [0, 0];
  for (let seed = 1; seed <= 20; seed++) {
    const y = usage(648, seed, 0.1);
    const forecast = forecastSeries(y.slice(0, 600), options)!;
    expect(forecast.score.owa).toBeLessThan(0.8);
    forecast.bands.forEach(({ low, high }, b) => {
      for (let h = 0; h < 48; h++) if (y[600 + h]! >= low[h]! && y[600 + h]! <= high[h]!) inside[b]! += 1 / 20 / 48;
    });
  }
  expect(inside[0]).toBeGreaterThan(0.74);
  expect(inside[0]).toBeLessThan(0.88);
  expect(inside[1]).toBeGreaterThan(0.9);
  expect(inside[1]).toBeLessThan(0.995);
});

test("bands hold the mean, widen with the level and are never negative or not finite, whatever the series", () => {
  const value = fc.oneof(
    fc.double({ min: 0, max: 1e12, noNaN: true }),
    fc.constant(0),
    fc.double({ min: 0, max: 1, noNaN: true }),
  );
  fc.assert(
    fc.property(
      fc.array(value, { minLength: 80, maxLength: 300 }),
      fc.integer({ min: 1, max: 30 }),
      (list, horizon) => {
        const forecast = forecastSeries(Float64Array.from(list), { ...options, horizon, seasons: [24] });
        if (forecast === null) return;
        const [inner, outer] = forecast.bands;
        for (let h = 0; h < horizon; h++) {
          const all = [outer!.low[h]!, inner!.low[h]!, forecast.mean[h]!, inner!.high[h]!, outer!.high[h]!];
          expect(all.every((v) => Number.isFinite(v) && v >= 0)).toBe(true);
          expect(all).toEqual([...all].sort((a, b) => a - b));
        }
        expect(forecast.peak.value).toBeGreaterThanOrEqual(0);
      },
    ),
    { numRuns: 30 },
  );
});

describe("rolling origins", () => {
  test("leave half of the history to the first fit, and every window inside", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 3000 }), fc.integer({ min: 1, max: 200 }), (n, horizon) => {
        const rolling = rollingOrigins(n, horizon);
        if (rolling === null) return n < 2 * (horizon + 4);
        const { origins, step } = rolling;
        expect(origins.length).toBeGreaterThanOrEqual(4);
        expect(origins[0]).toBeGreaterThanOrEqual(Math.floor(n / 2) - 1);
        expect(origins.at(-1)).toBe(n - horizon);
        return origins.every((o, i) => i === 0 || o - origins[i - 1]! === step);
      }),
    );
  });

  test("weights sum to one and prefer the model that did better", () => {
    const test = backtest(usage(700), 48, [24, 168], usageBounds)!;
    const weights = combinationWeights(test, 48, null);
    expect(weights.reduce((a, b) => a + b, 0)).toBeCloseTo(1, 12);
    const error = (m: number) => test.errors[m]!.reduce((a, b) => a + b, 0);
    const order = [...weights.keys()].sort((a, b) => error(a) - error(b));
    for (let i = 1; i < order.length; i++) expect(weights[order[i]!]).toBeLessThanOrEqual(weights[order[i - 1]!]!);
  });

  test("weights for an origin do not depend on what happened there", () => {
    const y = usage(700);
    const changed = backtest(y, 48, [24], usageBounds)!;
    const last = changed.origins.length - 1;
    const before = combinationWeights(changed, 48, last);
    for (const row of changed.errors) row[last] = 1e9;
    expect(combinationWeights(changed, 48, last)).toEqual(before);
  });
});

test("the peak lies above the window's maximum about as often as asked", () => {
  let above = 0;
  for (let seed = 1; seed <= 40; seed++) {
    const y = usage(648, seed, 0.1);
    const { peak } = forecastSeries(y.slice(0, 600), options)!;
    if (peak.value >= Math.max(...y.slice(600))) above++;
  }
  expect(above).toBeGreaterThanOrEqual(34);
});
