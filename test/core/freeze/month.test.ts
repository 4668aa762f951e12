import { expect, test } from "vitest";
import { dayStart, monthsBetween, monthText } from "../../../core/freeze/index.ts";
import { windowOf } from "../../support/freeze-windows.ts";

test("whole days and parts of days are told apart", () => {
  const text = monthText("2026-12", "UTC", [
    windowOf("2026-12-18T12:00:00Z", "2026-12-20T00:00:00Z"),
    windowOf("2026-12-20T00:00:00Z", "2026-12-20T06:00:00Z"),
    windowOf("2026-12-20T06:00:00Z", "2026-12-21T00:00:00Z"),
  ]);
  expect(text).toMatch(/^2026-12 \(UTC\)\n Mo/);
  expect(text).toMatch(/17 {3}18\+ {2}19## 20##\n/);
  expect(text).toMatch(/ 21 /);
});

test("days are those of the zone, 23 hours long where clocks go forward", () => {
  const from = dayStart(Date.parse("2026-03-29T12:00:00Z"), "Europe/Berlin");
  expect(new Date(from).toISOString()).toBe("2026-03-28T23:00:00.000Z");
  expect(dayStart(from, "Europe/Berlin", 1) - from).toBe(23 * 3_600_000);
  const whole = windowOf(new Date(from).toISOString(), "2026-03-29T22:00:00Z");
  expect(monthText("2026-03", "Europe/Berlin", [whole])).toContain("29##");
  expect(monthText("2026-03", "UTC", [whole])).toContain("29+");
});

test("the months of a span, at most so many", () => {
  const [from, to] = [Date.parse("2026-11-30T23:30:00Z"), Date.parse("2027-01-31T23:00:00Z")];
  expect(monthsBetween(from, to, "UTC", 9)).toEqual(["2026-11", "2026-12", "2027-01"]);
  expect(monthsBetween(from, to, "Europe/Berlin", 9)).toEqual(["2026-12", "2027-01"]);
  expect(monthsBetween(from, to, "UTC", 2)).toEqual(["2026-11", "2026-12"]);
});
