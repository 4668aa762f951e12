import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseCalendar } from "../../../adapters/policy/index.ts";
import { decide, type FreezeRequest, occurrences } from "../../../core/freeze/index.ts";
import {
  type BruteRule,
  type BruteWindow,
  dayMs,
  frozenMinutes,
  isDayOf,
  ruleText,
} from "../../support/brute-force-freeze.ts";

const minute = 60_000;
const zones = [
  "UTC",
  "Europe/Berlin",
  "America/New_York",
  "Australia/Lord_Howe",
  "Asia/Kathmandu",
  "America/Sao_Paulo",
];
/** Days on which clocks change somewhere among the zones, and days on which none does. */
const days = [
  "2026-03-08",
  "2026-03-29",
  "2026-04-05",
  "2026-10-04",
  "2026-10-25",
  "2026-11-01",
  "2026-12-31",
  "2028-02-29",
];
const some = <T>(items: readonly T[], maxLength: number) => fc.subarray([...items], { minLength: 1, maxLength });
const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined, freq: 1 });

const rule: fc.Arbitrary<BruteRule> = fc
  .record({
    freq: fc.constantFrom("DAILY", "WEEKLY", "MONTHLY", "YEARLY"),
    interval: fc.integer({ min: 1, max: 4 }),
    byMonth: maybe(some([1, 2, 3, 4, 10, 11, 12], 4)),
    byMonthDay: maybe(some([1, 5, 8, 25, 29, 30, 31, -1, -2, -31], 4)),
    byDay: maybe(some([0, 1, 2, 3, 4, 5, 6], 4)),
    ordinal: fc.constantFrom(0, 0, 1, 2, 5, -1, -5),
    byYearDay: maybe(some([1, 60, 88, 366, -1, -90], 3)),
    bySetPos: maybe(some([1, 2, -1, -3], 2)),
    count: maybe(fc.integer({ min: 1, max: 500 })),
    until: maybe(fc.integer({ min: 0, max: 2000 })),
  })
  .map(({ ordinal, byDay, ...given }) => {
    const wide = given.freq === "MONTHLY" || given.freq === "YEARLY";
    const kept: BruteRule = {
      freq: given.freq,
      interval: given.interval,
      byMonth: given.byMonth,
      byMonthDay: given.freq === "WEEKLY" ? undefined : given.byMonthDay,
      byDay: byDay?.map((day) => [wide ? ordinal : 0, day] as const),
      byYearDay: given.freq === "YEARLY" ? given.byYearDay : undefined,
    };
    const listed = kept.byMonth || kept.byMonthDay || kept.byDay || kept.byYearDay;
    return {
      ...kept,
      bySetPos: listed ? given.bySetPos : undefined,
      ...(given.count === undefined ? { until: given.until } : { count: given.count }),
    };
  });

/** A window whose first start is a day of its rule, or null where the rule has none soon. */
const window = fc
  .record({
    zone: fc.constantFrom(...zones),
    date: fc.integer({ min: Date.parse("2024-06-01") / dayMs, max: Date.parse("2026-10-01") / dayMs }),
    clock: fc.oneof(fc.nat(1439), fc.constantFrom(0, 60, 90, 120, 125, 150, 180)),
    length: fc.oneof(fc.integer({ min: 1, max: 4000 }), fc.constantFrom(60, 1440, 10_080)),
    endInclusive: fc.boolean(),
    rule: fc.option(rule, { freq: 9 }),
    environments: maybe(some(["production", "staging"], 2)),
    services: maybe(some(["orders", "search"], 1)),
  })
  .map(({ date, clock, length, ...rest }): (BruteWindow & Pick<typeof rest, "environments" | "services">) | null => {
    let first: number | undefined = date;
    if (rest.rule) {
      const { rule } = rest;
      first = Array.from({ length: 420 }, (_, i) => date + i).find((day) => isDayOf(rule, day, day));
    }
    if (first === undefined) return null;
    const start = first * dayMs + clock * minute;
    const until = rest.rule?.until === undefined ? {} : { until: start + rest.rule.until * dayMs };
    return { ...rest, start, end: start + length * minute, rule: rest.rule && { ...rest.rule, ...until } };
  });
const calendar = fc.array(window, { minLength: 1, maxLength: 4 }).map((all) => all.flatMap((w) => w ?? []));

type Generated = (typeof calendar extends fc.Arbitrary<infer T> ? T : never)[number];
const local = (wall: number): string => new Date(wall).toISOString().slice(0, 19);
const yaml = (windows: readonly Generated[]): string =>
  JSON.stringify({
    freeze: windows.map((w, i) => ({
      name: `w${i}`,
      start: local(w.start),
      end: local(w.end),
      zone: w.zone,
      endInclusive: w.endInclusive,
      ...(w.rule && { rrule: ruleText(w.rule) }),
      scope: { ...(w.environments && { environments: w.environments }), ...(w.services && { services: w.services }) },
    })),
  });
const parse = (windows: readonly Generated[]) => parseCalendar(yaml(windows), "freeze.yaml", "sha256:0");

const request = fc.record({
  kind: fc.constant("deploy" as const),
  stack: fc.constant("prod"),
  service: fc.constantFrom("orders", "search"),
  environment: fc.constantFrom("production", "staging"),
  labels: fc.constant([]),
  ticket: fc.constant(null),
  ticketSource: fc.constant(null),
}) as fc.Arbitrary<FreezeRequest>;
const covers = (w: Generated, r: FreezeRequest): boolean =>
  (w.environments ?? ["production"]).includes(r.environment!) && (w.services ?? [r.service!]).includes(r.service!);
const horizon = fc.constantFrom(...days).map((date) => Date.parse(date) - dayMs);
const length = 3 * 1440;

describe("a calendar with recurring windows", () => {
  it("refuses in exactly the minutes that brute force counts", () => {
    let frozen = 0;
    fc.assert(
      fc.property(
        calendar,
        request,
        horizon,
        fc.array(fc.nat(length - 1), { minLength: 30, maxLength: 30 }),
        (windows, r, from, at) => {
          const minutes = new Set(
            windows.filter((w) => covers(w, r)).flatMap((w) => [...frozenMinutes(w, from, length)]),
          );
          const edges = [...minutes].filter((m) => !minutes.has(m - 1) || !minutes.has(m + 1));
          const parsed = parse(windows);
          for (const m of new Set([...at, ...edges.flatMap((e) => [e - 1, e, e + 1])])) {
            if (m < 0 || m >= length) continue;
            const { decision } = decide(parsed, [], r, from + m * minute);
            expect(decision, `minute ${m} of ${new Date(from).toISOString()}`).toBe(minutes.has(m) ? "deny" : "allow");
          }
          frozen += minutes.size;
        },
      ),
      { numRuns: 150 },
    );
    expect(frozen).toBeGreaterThan(10_000);
  });

  it("lists the same occurrences as it decides by", () => {
    fc.assert(
      fc.property(calendar, horizon, fc.nat(length - 1), (windows, from, m) => {
        const parsed = parse(windows);
        const at = from + m * minute;
        const listed = occurrences(parsed, from, from + length * minute).some(
          (o) => o.startsAt <= at && at < o.endsBefore,
        );
        const frozen = windows.some((w) => frozenMinutes(w, at, 1).has(0));
        expect(listed).toBe(frozen);
      }),
      { numRuns: 100 },
    );
  });

  it("never permits by one more window what was refused", () => {
    fc.assert(
      fc.property(calendar, window, request, horizon, fc.nat(length - 1), (windows, more, r, from, m) => {
        const now = from + m * minute;
        fc.pre(more !== null && decide(parse(windows), [], r, now).decision === "deny");
        expect(decide(parse([more!, ...windows]), [], r, now).decision).toBe("deny");
      }),
      { numRuns: 60 },
    );
  });
});
