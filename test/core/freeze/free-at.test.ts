import fc from "fast-check";
import { expect, test } from "vitest";
import { type Calendar, freeAt, windowsBetween } from "../../../core/freeze/index.ts";
import { windowOf } from "../../support/freeze-windows.ts";

const minute = 60_000;
const start = Date.parse("2026-12-01T00:00:00Z");
const at = (m: number): string => new Date(start + m * minute).toISOString();
const span = fc
  .record({ from: fc.integer({ min: 0, max: 100 }), length: fc.integer({ min: 1, max: 40 }) })
  .map(({ from, length }) => windowOf(at(from), at(from + length), { name: `w${from}-${length}` }));
const calendar = fc.array(span, { maxLength: 8 }).map((windows): Calendar => ({ windows, source: null }));

test("the first free instant is the one that a minute-by-minute search finds", () => {
  fc.assert(
    fc.property(calendar, fc.integer({ min: 0, max: 150 }), (given, m) => {
      const frozen = (t: number): boolean => given.windows.some((w) => w.startsAt <= t && t < w.endsBefore);
      let t = start + m * minute;
      while (frozen(t)) t += minute;
      expect(freeAt([given], null, start + m * minute)).toBe(t);
    }),
  );
});

test("the windows of a span are those that are open at some minute of it, each once, by their start", () => {
  fc.assert(
    fc.property(calendar, fc.integer({ min: 0, max: 120 }), fc.integer({ min: 1, max: 60 }), (given, m, length) => {
      const [from, to] = [start + m * minute, start + (m + length) * minute];
      const found = windowsBetween([given, given], from, to);
      const names = new Set<string>();
      for (let t = from; t < to; t += minute)
        for (const w of given.windows) if (w.startsAt <= t && t < w.endsBefore) names.add(w.name);
      expect(new Set(found.map(({ name }) => name))).toEqual(names);
      expect(found.map(({ startsAt }) => startsAt)).toEqual(
        found.map(({ startsAt }) => startsAt).sort((a, b) => a - b),
      );
      expect(found.length).toBe(new Set(found.map((w) => JSON.stringify(w))).size);
    }),
  );
});

test("a window of another service does not hold a stack", () => {
  const only: Calendar = { windows: [windowOf(at(0), at(10), { scope: { services: ["billing"] } })], source: null };
  const place = { stack: "prod", service: "orders", environment: "production" };
  expect(freeAt([only], place, start)).toBe(start);
  expect(freeAt([only], null, start)).toBe(start + 10 * minute);
});
