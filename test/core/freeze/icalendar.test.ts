import fc from "fast-check";
import { expect, test } from "vitest";
import { icalendar } from "../../../core/freeze/index.ts";
import { windowOf } from "../../support/freeze-windows.ts";

const now = Date.parse("2026-11-01T12:00:00.500Z");

test("a window is one event in UTC, its end the first instant after it", () => {
  const text = icalendar([windowOf("2026-12-18T00:00:00Z", "2026-12-28T00:00:00Z")], now);
  expect(text.split("\r\n")).toEqual(
    expect.arrayContaining(["DTSTAMP:20261101T120000Z", "DTSTART:20261218T000000Z", "DTEND:20261228T000000Z"]),
  );
  expect(text.match(/BEGIN:VEVENT/g)).toHaveLength(1);
  expect(text.endsWith("END:VCALENDAR\r\n")).toBe(true);
});

test("a second export gives the same UID, another window another", () => {
  const uid = (name: string): string | undefined =>
    /UID:(.+)\r/.exec(icalendar([windowOf("2026-12-18T00:00:00Z", "2026-12-28T00:00:00Z", { name })], now))?.[1];
  expect(uid("a")).toBe(uid("a"));
  expect(uid("a")).not.toBe(uid("b"));
});

test("whatever a name holds, every line has at most 75 octets and unfolds to the escaped name", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme", minLength: 1, maxLength: 100 }), (name) => {
      const text = icalendar([windowOf("2026-12-18T00:00:00Z", "2026-12-28T00:00:00Z", { name })], now);
      for (const line of text.split("\r\n")) expect(Buffer.byteLength(line)).toBeLessThanOrEqual(75);
      const summary = text
        .replaceAll("\r\n ", "")
        .split("\r\n")
        .filter((line) => line.startsWith("SUMMARY:"));
      expect(summary).toHaveLength(1);
      const read = summary[0]!
        .slice("SUMMARY:".length)
        .replace(/\\([\\;,n])/g, (_, c: string) => (c === "n" ? "\n" : c));
      expect(read).toBe(`Change freeze: ${name.replace(/\r\n|\r/g, "\n")}`);
    }),
  );
});
