import { describe, expect, test } from "vitest";
import { calendarMonths, monthsLater } from "../../../core/capacity/calendar-step.ts";
import { forecastRaw } from "../../../core/capacity/index.ts";

const DAY = 86_400_000;
const request = {
  horizon: 6,
  seasons: null,
  levels: [80, 95],
  counter: false,
  signed: false,
  peakQuantile: 0.95,
  limit: null,
  zone: null,
};

test.each([
  [31, 1],
  [30, 1],
  [28, null],
  [7, null],
  [92, 3],
  [365, 12],
  [40, null],
])("a step of %d days spans %s months", (days, months) => {
  expect(calendarMonths(days * DAY)).toBe(months);
});

describe("months have no equal steps", () => {
  test.each([
    ["first", (i: number) => Date.UTC(2020, i, 1), "2026-01-01T00:00:00.000Z"],
    ["last", (i: number) => Date.UTC(2020, i + 1, 0), "2026-01-31T00:00:00.000Z"],
  ])("on the %s of each no point is lost or doubled, and the forecast goes on there", (_, at, next) => {
    const value = Float64Array.from({ length: 72 }, (_, i) => 100 + i + 20 * Math.sin((2 * Math.PI * i) / 12));
    const raw = { id: "a", value, at: value.map((_, i) => at(i)), row: Int32Array.from(value, (_, i) => i + 2) };
    const outcome = forecastRaw(raw, request);
    expect(outcome.notes).toEqual([]);
    expect(outcome.window?.points).toBe(72);
    expect(new Date(outcome.path!.at[0]!).toISOString()).toBe(next);
    outcome.path!.mean.forEach((v, h) => {
      expect(Math.abs(v - (172 + h + 20 * Math.sin((2 * Math.PI * (72 + h)) / 12)))).toBeLessThan(8);
    });
  });

  test("the end of a month stays its end, another day is kept where the month has it", () => {
    const later = (day: string, months: number): string =>
      new Date(monthsLater(Date.parse(`${day}T06:00:00Z`), months)).toISOString().slice(0, 13);
    expect(later("2026-01-31", 1)).toBe("2026-02-28T06");
    expect(later("2026-02-28", 1)).toBe("2026-03-31T06");
    expect(later("2026-01-30", 1)).toBe("2026-02-28T06");
    expect(later("2026-01-15", 13)).toBe("2027-02-15T06");
  });
});
