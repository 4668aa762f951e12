import { describe, expect, it } from "vitest";
import { readTime } from "../../../core/time/index.ts";

const at = (text: string, zone?: string, edge: "start" | "end" = "start"): string => {
  const outcome = readTime(text, zone, edge);
  return outcome.ok ? new Date(outcome.time.at).toISOString() : outcome.expected;
};

describe("readTime", () => {
  it("reads instants whatever the zone, and wall-clock times in it", () => {
    expect(at("2025-12-27T23:59:59Z", "Asia/Tokyo")).toBe("2025-12-27T23:59:59.000Z");
    expect(at("2025-12-27T23:59:59+01:00")).toBe("2025-12-27T22:59:59.000Z");
    expect(at("2025-12-27T23:59:59", "Europe/Berlin")).toBe("2025-12-27T22:59:59.000Z");
    expect(at("2025-07-27T23:59:59", "Europe/Berlin")).toBe("2025-07-27T21:59:59.000Z");
  });

  it("takes the reading that makes the span longer where clocks change", () => {
    // 2025-03-30 02:30 does not exist in Berlin, 2025-10-26 02:30 is there twice.
    expect(at("2025-03-30T02:30:00", "Europe/Berlin", "start")).toBe("2025-03-30T00:30:00.000Z");
    expect(at("2025-03-30T02:30:00", "Europe/Berlin", "end")).toBe("2025-03-30T01:30:00.000Z");
    expect(at("2025-10-26T02:30:00", "Europe/Berlin", "start")).toBe("2025-10-26T00:30:00.000Z");
    expect(at("2025-10-26T02:30:00", "Europe/Berlin", "end")).toBe("2025-10-26T01:30:00.000Z");
  });

  it("reads a bare date as that day, 23 or 25 hours long where clocks change", () => {
    const day = (text: string, zone?: string): number => {
      const outcome = readTime(text, zone, "end");
      return outcome.ok ? (outcome.time.after - outcome.time.at) / 3_600_000 : Number.NaN;
    };
    expect(day("2026-03-31")).toBe(24);
    expect(day("2025-03-30", "Europe/Berlin")).toBe(23);
    expect(day("2025-10-26", "Europe/Berlin")).toBe(25);
    expect(at("2026-03-31")).toBe("2026-03-31T00:00:00.000Z");
  });

  it.each([
    ["2025-12-27T23:59:59", "expected an offset or a zone"],
    ["2025-02-29", "no such day"],
    ["2025-12-27T24:00:00Z", "no such day or time"],
    ["2025-13-01T00:00:00Z", "no such day or time"],
    ["27.12.2025", "expected a date"],
    ["2025-12-27T23:59:59[Europe/Berlin]", "expected a date"],
    ["", "expected a date"],
    ["tomorrow", "expected a date"],
  ])("refuses %s", (text, expected) => expect(at(text)).toContain(expected));
});
