import { describe, expect, it } from "vitest";
import { readRule } from "../../../core/freeze/rrule.ts";

describe("readRule", () => {
  it.each([
    ["RRULE:FREQ=WEEKLY;BYDAY=FR", "FREQ=WEEKLY;BYDAY=FR", null],
    ["freq=monthly;byday=-1fr;interval=2", "FREQ=MONTHLY;BYDAY=-1FR;INTERVAL=2", null],
    ["FREQ=DAILY;UNTIL=20271231T180000Z;BYMONTH=12", "FREQ=DAILY;BYMONTH=12", "20271231T180000Z"],
    ["FREQ=YEARLY;BYWEEKNO=1,-1;BYDAY=MO;WKST=SU", "FREQ=YEARLY;BYWEEKNO=1,-1;BYDAY=MO;WKST=SU", null],
  ])("reads %s", (given, text, until) => {
    expect(readRule(given)).toEqual({ ok: true, rule: { text, until } });
  });

  it.each([
    ["", "no part of a rule"],
    ["WEEKLY", "no part of a rule"],
    ["FREQ=WEEKLY;", "no part of a rule"],
    ["BYDAY=FR", "FREQ is missing"],
    ["FREQ=HOURLY", "DAILY, WEEKLY, MONTHLY or YEARLY"],
    ["FREQ=DAILY;FREQ=WEEKLY", "FREQ stands there twice"],
    ["FREQ=DAILY;COUNT=2;COUNT=3", "COUNT stands there twice"],
    ["FREQ=DAILY;COUNT=2;UNTIL=20270101", "exclude each other"],
    ["FREQ=DAILY;COUNT=0", "from 1 to 1000"],
    ["FREQ=DAILY;COUNT=-1", "from 1 to 1000"],
    ["FREQ=DAILY;COUNT=1e3", "from 1 to 1000"],
    ["FREQ=DAILY;INTERVAL=0", "from 1 to 1000"],
    ["FREQ=DAILY;UNTIL=2027-01-01", "a date such as"],
    ["FREQ=YEARLY;BYMONTH=13", "months from 1 to 12"],
    ["FREQ=YEARLY;BYMONTH=0", "months from 1 to 12"],
    ["FREQ=YEARLY;BYMONTH=12,", "months from 1 to 12"],
    ["FREQ=MONTHLY;BYMONTHDAY=40", "days from 1 to 31"],
    ["FREQ=MONTHLY;BYMONTHDAY=0", "days from 1 to 31"],
    ["FREQ=WEEKLY;BYMONTHDAY=1", "goes with FREQ=DAILY or MONTHLY or YEARLY only"],
    ["FREQ=WEEKLY;BYDAY=1FR", "numbered weekdays"],
    ["FREQ=WEEKLY;BYDAY=FRI", "weekdays such as"],
    ["FREQ=MONTHLY;BYDAY=6FR", "no more than five"],
    ["FREQ=YEARLY;BYWEEKNO=3;BYDAY=1FR", "exclude BYWEEKNO"],
    ["FREQ=MONTHLY;BYWEEKNO=3", "goes with FREQ=YEARLY only"],
    ["FREQ=DAILY;BYYEARDAY=3", "goes with FREQ=YEARLY only"],
    ["FREQ=MONTHLY;BYSETPOS=1", "another BY part"],
    ["FREQ=DAILY;BYHOUR=9", "BYHOUR is not allowed"],
    ["FREQ=DAILY;RSCALE=HEBREW", "unknown part RSCALE"],
    ["FREQ=DAILY;X-NOTE=1", "unknown part X-NOTE"],
    ["FREQ=DAILY;BYMONHT=1", "unknown part BYMONHT"],
    ["FREQ=DAILY\nDTSTART:20200101", "no part of a rule"],
  ])("refuses %j", (given, expected) => {
    const outcome = readRule(given);
    expect(outcome.ok).toBe(false);
    if (outcome.ok) return;
    expect(outcome.expected).toContain(expected);
    expect(outcome.next).toBeTruthy();
  });

  it("names the part that was probably meant", () => {
    expect(readRule("FREQ=DAILY;BYMONHT=1")).toMatchObject({ next: "write BYMONTH" });
  });
});
