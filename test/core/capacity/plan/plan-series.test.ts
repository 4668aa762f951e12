import { describe, expect, test } from "vitest";
import { planSeries, planServices, quarterOf } from "../../../../core/capacity/index.ts";
import { dailyPeaks } from "../../../../core/capacity/plan/daily-peaks.ts";
import { seededRandom } from "../../../../core/stats/index.ts";
import { usage } from "../support.ts";

const [HOUR, DAY] = [3_600_000, 86_400_000];
const quarter = quarterOf("2026Q1")!;
const request = {
  horizon: 1,
  seasons: null,
  levels: [80, 95],
  counter: false,
  signed: false,
  peakQuantile: 0.95,
  limit: null,
  zone: null,
};
/** Hours that end with the year before the quarter. */
const hourly = (value: Float64Array, id = "orders/cpu/millicores") => ({
  id,
  value,
  at: value.map((_, i) => quarter.start - (value.length - i) * HOUR),
  row: Int32Array.from(value, (_, i) => i + 2),
});

test("a quarter is what is written, in UTC", () => {
  expect(quarterOf("2026-q4")).toEqual({ name: "2026Q4", start: Date.UTC(2026, 9, 1), end: Date.UTC(2027, 0, 1) });
  for (const text of ["2026", "2026Q5", "Q1 2026", ""]) expect(quarterOf(text)).toBeNull();
});

test("daily peaks leave out a last day that is not over", () => {
  const raw = hourly(Float64Array.from({ length: 24 * 5 + 10 }, (_, i) => i));
  const shifted = { ...raw, at: raw.at.map((at) => at + 10 * HOUR) };
  const peaks = dailyPeaks(shifted);
  expect([...peaks.value]).toEqual([23, 47, 71, 95, 119]);
  expect([...peaks.row]).toEqual([25, 49, 73, 97, 121]);
});

describe("a series is planned", () => {
  test("by a backtested forecast where its history is long enough", () => {
    const days = 240;
    const planned = planSeries(hourly(usage(days * 24)), quarter, request);
    expect(planned).toMatchObject({ basis: "forecast", service: "orders", resource: "cpu", unit: "millicores" });
    expect(planned.ground).toContain("earlier starts");
    const peak = Math.max(...usage(days * 24));
    expect(planned.high).toBeGreaterThan(0.9 * peak);
    expect(planned.high).toBeLessThan(1.3 * peak);
    expect(planned.path!.at.at(-1)).toBe(quarter.end - DAY);
  });

  test("by the trend of its daily peaks where it is not, with the true growth inside", () => {
    const random = seededRandom(3);
    const value = Float64Array.from({ length: 40 * 24 }, (_, i) => 100 + (i / 24) * 2 + random.normal());
    const planned = planSeries(hourly(value), quarter, request);
    const truth = 100 + 2 * (40 + 90);
    expect(planned.basis).toBe("trend");
    expect(planned.low).toBeLessThanOrEqual(truth);
    expect(planned.high).toBeGreaterThanOrEqual(truth);
    expect(planned.high).toBeLessThan(1.2 * truth);
    expect(planSeries(hourly(value), quarter, { ...request, saturation: 250 }).high).toBe(250);
  });

  test("a level that changed once does not grow on", () => {
    const value = usage(70 * 24).map((v, i) => (i < 35 * 24 ? v : 2 * v));
    expect(planSeries(hourly(value), quarter, request).high).toBeLessThan(1.6 * Math.max(...value));
  });

  test("by the stated rule where there is too little of it", () => {
    const planned = planSeries(hourly(new Float64Array(30).fill(4)), quarter, request);
    expect(planned).toMatchObject({ basis: "none", now: 4, high: 6, path: null });
  });
});

test("services are priced and held against what is allowed", () => {
  const series = ["orders/cpu/millicores", "billing/cpu/millicores", "orders/fans"].map((id) =>
    planSeries(hourly(new Float64Array(30).fill(1000), id), quarter, request),
  );
  const budgets = {
    prices: {
      source: "a list",
      date: "2026-01-01",
      microcentsPerMillicoreHour: 4000,
      microcentsPerMebibyteHour: 0,
      microcentsPerStorageGibibyteHour: 0,
      microcentsPerIoHour: 0,
      microcentsPerMillionMessages: 0,
    },
    services: { orders: { team: "shop", monthlyCents: 4000 } },
    approvals: [],
    approverRoles: ["finops"],
  };
  const planned = planServices(series, budgets, (service) => (service === "orders" ? 4000 : null));
  expect(planned).toMatchObject([
    { service: "billing", team: null, allowedCents: null, overBudget: false },
    { service: "orders", team: "shop", cost: { mean: 2920, chosen: 4380 }, overBudget: true },
  ]);
  expect(planServices(series, null, () => null)[1]).toMatchObject({ cost: null, overBudget: false });
});
