import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { comparisonOf, prometheusMs, replayRule, scoreFirings, suggestRule } from "../../../../core/slo/index.ts";

const MINUTE = 60_000;
const slices = (count: number) => ({ start: 0, step: MINUTE, count });
const rule = (change = {}) => ({ op: "gt" as const, value: 10, forMs: 0, keepMs: 0, ...change });
const minutes = (firings: readonly { start: number; end: number }[]) =>
  firings.map(({ start, end }) => [start / MINUTE, end / MINUTE]);
const incident = (start: number, end: number) => ({
  name: `i${start}`,
  service: "s",
  start: start * MINUTE,
  end: end * MINUTE,
});

describe("replay", () => {
  const values = Float64Array.of(0, 20, 20, 20, 0, 20, 0, 0);
  it("fires at once, or once it has held, and ends at once, or once it has been over", () => {
    expect(minutes(replayRule(rule(), values, slices(8)))).toEqual([
      [2, 5],
      [6, 7],
    ]);
    expect(minutes(replayRule(rule({ forMs: 2 * MINUTE }), values, slices(8)))).toEqual([[4, 5]]);
    expect(minutes(replayRule(rule({ keepMs: 2 * MINUTE }), values, slices(8)))).toEqual([[2, 8]]);
  });

  it("neither starts nor ends an alert where values are missing", () => {
    const gap = Float64Array.of(20, Number.NaN, Number.NaN, 20, 0);
    expect(minutes(replayRule(rule(), gap, slices(5)))).toEqual([[1, 5]]);
    expect(replayRule(rule(), new Float64Array(5).fill(Number.NaN), slices(5))).toEqual([]);
  });

  it("gives firings in order that do not overlap", () => {
    const any = fc.array(fc.integer({ min: 0, max: 20 }), { maxLength: 60 });
    fc.assert(
      fc.property(any, fc.integer({ min: 0, max: 5 }), fc.integer({ min: 0, max: 5 }), (list, wait, keep) => {
        const given = rule({ forMs: wait * MINUTE, keepMs: keep * MINUTE });
        const firings = replayRule(given, Float64Array.from(list), slices(list.length));
        for (const [i, { start, end }] of firings.entries()) {
          expect(end).toBeGreaterThanOrEqual(start);
          if (i > 0) expect(start).toBeGreaterThan(firings[i - 1]!.end);
        }
      }),
    );
  });
});

describe("the score", () => {
  it("counts true and false, incidents found, the delay, and what flaps", () => {
    const firings = [
      { start: 100 * MINUTE, end: 110 * MINUTE },
      { start: 120 * MINUTE, end: 125 * MINUTE },
      { start: 900 * MINUTE, end: 910 * MINUTE },
    ];
    expect(scoreFirings(firings, [incident(96, 115), incident(500, 510)])).toEqual({
      alerts: 3,
      true: 2,
      false: 1,
      precision: 2 / 3,
      flapRate: 1 / 3,
      incidents: 2,
      detected: 1,
      delayMs: 4 * MINUTE,
    });
  });

  it("knows neither true nor false without incidents, and no rate without alerts", () => {
    expect(scoreFirings([], [])).toMatchObject({ true: null, precision: null, flapRate: null, delayMs: null });
  });
});

describe("the suggestion", () => {
  /** Eight incidents of half an hour, and short spikes between them. */
  const incidents = Array.from({ length: 8 }, (_, i) => incident(500 + i * 1_000, 530 + i * 1_000));
  const values = Float64Array.from({ length: 9_000 }, (_, t) => {
    if (incidents.some(({ start, end }) => t * MINUTE >= start && t * MINUTE < end)) return 30;
    return t % 170 === 0 ? 30 : 0;
  });
  it("waits out the spikes, misses nothing, and is measured on incidents that took no part in the choice", () => {
    const found = suggestRule(rule(), values, slices(9_000), incidents)!;
    expect(found.rule.forMs).toBeGreaterThan(0);
    expect(found.before.precision).toBeLessThan(0.2);
    expect(found.after).toMatchObject({ precision: 1, detected: 4, incidents: 4 });
    expect(found.after.delayMs! - found.before.delayMs!).toBeLessThanOrEqual(5 * MINUTE);
  });

  it("is none for a rule that is right, nor where there is nothing to measure it on", () => {
    const calm = values.map((value, t) => (t % 170 === 0 && value === 30 ? 0 : value));
    expect(suggestRule(rule(), calm, slices(9_000), incidents)).toBeNull();
    expect(suggestRule(rule(), values, slices(9_000), incidents.slice(0, 1))).toBeNull();
  });
});

describe("Prometheus rules", () => {
  const cases: [string, ReturnType<typeof comparisonOf>][] = [
    ["up < 1", { query: "up", op: "lt", value: 1 }],
    [
      'sum(rate(x{a=">5"}[5m])) / sum(rate(y[5m])) >= 0.05',
      { query: 'sum(rate(x{a=">5"}[5m])) / sum(rate(y[5m]))', op: "gte", value: 0.05 },
    ],
    [
      "histogram_quantile(0.95, sum by (le) (rate(b[5m]))) > 1e-1",
      { query: "histogram_quantile(0.95, sum by (le) (rate(b[5m])))", op: "gt", value: 0.1 },
    ],
    ["a > 1 and b > 2", null],
    ["a > b", null],
    ["a == 1", null],
    ["a > bool 1", null],
    ["absent(up)", null],
  ];
  it.each(cases)("%s", (expr, expected) => {
    expect(comparisonOf(expr)).toEqual(expected);
  });

  it("read their durations", () => {
    expect([prometheusMs("1h30m"), prometheusMs("90s"), prometheusMs("0"), prometheusMs("soon")]).toEqual([
      5_400_000,
      90_000,
      0,
      null,
    ]);
  });
});
