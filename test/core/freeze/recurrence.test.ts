import { describe, expect, it } from "vitest";
import { parseCalendar } from "../../../adapters/policy/index.ts";
import { InputError } from "../../../core/errors/index.ts";
import { decide, type FreezeRequest, freeAt, occurrences } from "../../../core/freeze/index.ts";

const calendar = (window: string) => parseCalendar(`freeze: {${window}}\n`, "freeze.yaml", "sha256:0");
const iso = (ms: number): string => new Date(ms).toISOString().slice(0, 16);
const listed = (window: string, from: string, to: string): string[] =>
  occurrences(calendar(window), Date.parse(from), Date.parse(to)).map(
    ({ startsAt, endsBefore }) => `${iso(startsAt)}/${iso(endsBefore)}`,
  );
const deploy: FreezeRequest = {
  kind: "deploy",
  stack: "prod",
  service: "orders",
  environment: "production",
  labels: [],
  ticket: null,
  ticketSource: null,
};

describe("a recurring window", () => {
  it("keeps its wall-clock times where clocks change", () => {
    const weekend = `start: 2026-03-20T18:00:00, end: 2026-03-23T06:00:00, zone: Europe/Berlin, rrule: FREQ=WEEKLY, endInclusive: false`;
    expect(listed(weekend, "2026-03-20T00:00:00Z", "2026-04-04T00:00:00Z")).toEqual([
      "2026-03-20T17:00/2026-03-23T05:00",
      "2026-03-27T17:00/2026-03-30T04:00",
      "2026-04-03T16:00/2026-04-06T04:00",
    ]);
  });

  it("takes the longer reading of times that a clock change skips or repeats", () => {
    const nights = `start: 2026-01-01T02:30:00, end: 2026-01-01T02:45:00, zone: Europe/Berlin, rrule: FREQ=DAILY, endInclusive: false`;
    expect(listed(nights, "2026-03-29T00:00:00Z", "2026-03-29T23:00:00Z")).toEqual([
      "2026-03-29T00:30/2026-03-29T01:45",
    ]);
    expect(listed(nights, "2026-10-25T00:00:00Z", "2026-10-25T23:00:00Z")).toEqual([
      "2026-10-25T00:30/2026-10-25T01:45",
    ]);
  });

  it("of bare dates holds for whole days in its zone", () => {
    const yearEnd = `start: 2024-12-24, end: 2024-12-26, zone: America/Sao_Paulo, rrule: FREQ=YEARLY`;
    expect(listed(yearEnd, "2025-01-01T00:00:00Z", "2026-12-31T00:00:00Z")).toEqual([
      "2025-12-24T03:00/2025-12-27T03:00",
      "2026-12-24T03:00/2026-12-27T03:00",
    ]);
  });

  it.each([
    ["FREQ=MONTHLY;BYDAY=-1FR", "2026-01-30", ["2026-01-30", "2026-02-27", "2026-03-27"]],
    ["FREQ=MONTHLY;BYMONTHDAY=31", "2026-01-31", ["2026-01-31", "2026-03-31"]],
    [
      "FREQ=WEEKLY;INTERVAL=2;WKST=SU;BYDAY=TU,SU",
      "2026-01-04",
      ["2026-01-04", "2026-01-06", "2026-01-18", "2026-01-20", "2026-02-01"],
    ],
    ["FREQ=YEARLY;BYWEEKNO=10;BYDAY=MO", "2026-03-02", ["2026-03-02"]],
    ["FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1;COUNT=2", "2026-01-30", ["2026-01-30", "2026-02-27"]],
    ["FREQ=DAILY;UNTIL=20260103", "2026-01-01", ["2026-01-01", "2026-01-02", "2026-01-03"]],
    ["FREQ=DAILY;UNTIL=20260103T000000", "2026-01-01", ["2026-01-01", "2026-01-02", "2026-01-03"]],
    ["FREQ=DAILY;UNTIL=20260102T235959Z", "2026-01-01", ["2026-01-01", "2026-01-02"]],
  ])("of %s from %s starts when RFC 5545 says", (rrule, start, expected) => {
    const found = listed(
      `start: ${start}, end: ${start}, rrule: "${rrule}"`,
      "2026-01-01T00:00:00Z",
      "2026-04-01T00:00:00Z",
    );
    expect(found.map((o) => o.slice(0, 10)).slice(0, 5)).toEqual(expected);
  });

  it("decides by the occurrence, and says which", () => {
    const friday = calendar("name: friday, start: 2026-01-02T15:00:00Z, end: 2026-01-02T23:59:59Z, rrule: FREQ=WEEKLY");
    expect(decide(friday, [], deploy, Date.parse("2026-11-27T15:00:00Z"))).toMatchObject({
      decision: "deny",
      window: { name: "friday", start: "2026-11-27T15:00:00Z", end: "2026-11-27T23:59:59Z" },
    });
    expect(decide(friday, [], deploy, Date.parse("2026-11-28T00:00:00Z")).decision).toBe("allow");
    expect(decide(friday, [], deploy, Date.parse("2025-12-26T16:00:00Z")).decision).toBe("allow");
  });

  it("tells when it is free again, and that it never is", () => {
    const now = Date.parse("2026-11-27T15:30:00Z");
    const nights = calendar("start: 2026-01-01T15:00:00Z, end: 2026-01-01T15:59:59Z, rrule: FREQ=DAILY");
    expect(freeAt([nights], null, now)).toBe(Date.parse("2026-11-27T16:00:00Z"));
    expect(freeAt([calendar("start: 2026-01-01, end: 2026-01-01, rrule: FREQ=DAILY")], null, now)).toBe(null);
  });

  it("that cannot be expanded as far as the clock says refuses, but for a backout", () => {
    const rule = "FREQ=DAILY;BYMONTHDAY=29;BYMONTH=2;COUNT=999";
    const leap = calendar(`start: 2024-02-29, end: 2024-02-29, rrule: "${rule}"`);
    const now = Date.parse("2900-06-01T00:00:00Z");
    expect(decide(leap, [], deploy, now)).toMatchObject({
      decision: "deny",
      reasons: [{ code: "recurrence-unresolved", next: expect.stringContaining("rrule") }],
    });
    expect(decide(leap, [], { ...deploy, kind: "backout" }, now).decision).toBe("allow");
  });

  const span = "start: 2026-01-02, end: 2026-01-03";
  it.each([
    ["a rule with an unknown part", `${span}, rrule: "FREQ=DAILY;BYDAYS=FR"`, "freeze.rrule", "unknown part BYDAYS"],
    [
      "a start that is no day of the rule",
      `${span}, rrule: "FREQ=WEEKLY;BYDAY=MO"`,
      "freeze.start",
      "the first after it is 2026-01-05",
    ],
    ["a rule that has no day", `${span}, rrule: "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30"`, "freeze.rrule", "no day"],
    ["an UNTIL before the start", `${span}, rrule: "FREQ=DAILY;UNTIL=20260101"`, "freeze.rrule", "UNTIL is before"],
    ["an UNTIL on no day", `${span}, rrule: "FREQ=DAILY;UNTIL=20260230"`, "freeze.rrule", "no such day"],
    ["a window of two years", `start: 2026-01-02, end: 2028-01-03, rrule: FREQ=YEARLY`, "freeze.end", "366 days"],
    ["a zone misspelt", `${span}, rrule: FREQ=DAILY, zone: Europe/Berln`, "freeze.zone", "unknown time zone"],
    ["a rule that is a list", `${span}, rrule: [FREQ=DAILY]`, "freeze.rrule", "string"],
  ])("with %s is an error", (_, window, field, message) => {
    let error: unknown;
    try {
      calendar(window);
    } catch (thrown) {
      error = thrown;
    }
    expect(error).toBeInstanceOf(InputError);
    expect(error).toMatchObject({ file: "freeze.yaml", field, line: 1, next: expect.any(String) });
    expect((error as InputError).message).toContain(message);
  });
});
