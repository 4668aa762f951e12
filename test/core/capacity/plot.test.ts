import fc from "fast-check";
import { expect, test } from "vitest";
import { explainOutcome, forecastPlot, forecastRaw } from "../../../core/capacity/index.ts";
import { usage } from "./support.ts";

const HOUR = 3_600_000;
const request = {
  horizon: 24,
  seasons: [24],
  levels: [80, 95],
  counter: false,
  signed: false,
  peakQuantile: 0.95,
  limit: null,
  zone: null,
};
const raw = (value: Float64Array, id = "orders/cpu/millicores") => ({
  id,
  value,
  at: value.map((_, i) => i * HOUR),
  row: Int32Array.from(value, (_, i) => i + 2),
});

test("a plot holds history, forecast, both bands and the lines that fit; nothing in it is not a number", () => {
  const outcome = forecastRaw(raw(usage(300)), request);
  const history = { at: Float64Array.from({ length: 300 }, (_, i) => i * HOUR), value: usage(300) };
  const lines = [
    { label: "peak below", value: 150 },
    { label: "provisioned", value: 151 },
    { label: "limit", value: 5000 },
  ];
  const svg = forecastPlot({ title: "<orders>", unit: "millicores", history, path: outcome.path!, lines });
  expect(svg).toContain("&lt;orders&gt;");
  expect(svg.match(/<path /g)).toHaveLength(4);
  expect(svg).toContain("peak below and provisioned 150");
  expect(svg).toContain("millicores; limit 5000 lies above");
  expect(svg).not.toMatch(/NaN|Infinity|undefined/);
});

test("a plot of any history is finite", () => {
  const { path } = forecastRaw(raw(usage(200)), request);
  const value = fc.oneof(fc.double({ min: -1e12, max: 1e12, noNaN: true }), fc.constant(Number.NaN), fc.constant(0));
  fc.assert(
    fc.property(fc.array(value, { maxLength: 60 }), (list) => {
      const history = { at: Float64Array.from(list, (_, i) => i * HOUR), value: Float64Array.from(list) };
      return !/NaN|Infinity/.test(forecastPlot({ title: "a", unit: "1", history, path: path!, lines: [] }));
    }),
    { numRuns: 50 },
  );
});

test("an explanation names the number, its ground, what is provisioned and what was mended; or why there is none", () => {
  const outcome = forecastRaw(raw(usage(300).map((v, i) => (i === 90 ? Number.NaN : v))), request);
  const peak = outcome.peak!.value;
  const sentences = explainOutcome(outcome, { chosen: 2 * peak, low: peak / 2, high: peak * 1.1 });
  expect(sentences[0]).toContain(`orders/cpu/millicores needs ${Number(peak.toPrecision(4))} millicores`);
  expect(sentences[1]).toMatch(/its 80 % band held [\d.]+ % of what came/);
  expect(sentences[2]).toContain("a person's choice, outside");
  expect(sentences[3]).toBe("Mended: 1 of 300 points were missing and are filled in (row 91).");
  const flat = explainOutcome(forecastRaw(raw(new Float64Array(300).fill(4)), request), null);
  expect(flat[0]).toContain("is 4 throughout");
  expect(flat[1]).toContain("4 millicores, and half as much again, 6 millicores");
});
