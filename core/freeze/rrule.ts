import { nearest } from "../text/index.ts";

/** A recurrence rule that is whole and without contradiction, in upper case. */
export interface Rule {
  /** Without UNTIL, which is ours to apply: it may be an instant, and the library reckons on the wall clock. */
  readonly text: string;
  /** `YYYYMMDD`, `YYYYMMDDTHHMMSS` or the same with `Z`. */
  readonly until: string | null;
}

export type RuleOutcome =
  | { readonly ok: true; readonly rule: Rule }
  | { readonly ok: false; readonly expected: string; readonly next: string };

const frequencies = ["DAILY", "WEEKLY", "MONTHLY", "YEARLY"];
const weekday = "(?:MO|TU|WE|TH|FR|SA|SU)";
const days = new RegExp(`^([+-]?\\d{1,2})?${weekday}$`);

/** Each part's values: how one is written, and which numbers are allowed; negative ones count from the end. */
const parts: Readonly<Record<string, (value: string) => boolean>> = {
  FREQ: (value) => frequencies.includes(value),
  INTERVAL: whole(1, 1000),
  COUNT: whole(1, 1000),
  UNTIL: (value) => /^\d{8}(?:T\d{6}Z?)?$/.test(value),
  BYMONTH: listOf(whole(1, 12)),
  BYMONTHDAY: listOf(fromEitherEnd(31)),
  BYYEARDAY: listOf(fromEitherEnd(366)),
  BYWEEKNO: listOf(fromEitherEnd(53)),
  BYDAY: listOf((value) => {
    const found = days.exec(value);
    return found !== null && (found[1] === undefined || fromEitherEnd(53)(found[1]));
  }),
  BYSETPOS: listOf(fromEitherEnd(366)),
  WKST: (value) => new RegExp(`^${weekday}$`).test(value),
};

const written: Readonly<Record<string, string>> = {
  FREQ: "DAILY, WEEKLY, MONTHLY or YEARLY",
  INTERVAL: "a number from 1 to 1000",
  COUNT: "a number from 1 to 1000",
  UNTIL: "a date such as 20271231, or a time such as 20271231T180000 or 20271231T180000Z",
  BYMONTH: "months from 1 to 12",
  BYMONTHDAY: "days from 1 to 31, or -31 to -1 from the month's end",
  BYYEARDAY: "days from 1 to 366, or -366 to -1 from the year's end",
  BYWEEKNO: "weeks from 1 to 53, or -53 to -1",
  BYDAY: "weekdays such as MO,FR, or -1FR for the last Friday",
  BYSETPOS: "positions from 1 to 366, or -366 to -1",
  WKST: "a weekday such as MO",
};

/**
 * Checks the grammar of an RRULE (RFC 5545, section 3.3.10) before any library sees it: what a library silently drops
 * would be a freeze that does not happen. Only days recur; the time of day is that of the window's start.
 */
export function readRule(given: string): RuleOutcome {
  const text = given
    .trim()
    .replace(/^RRULE:/i, "")
    .toUpperCase();
  const found = new Map<string, string>();
  for (const part of text.split(";")) {
    const [, key = "", value = ""] = /^([A-Z-]+)=(.+)$/.exec(part) ?? [];
    if (key === "") return no(`${JSON.stringify(part)} is no part of a rule`, "write it as FREQ=WEEKLY;BYDAY=FR");
    if (["BYHOUR", "BYMINUTE", "BYSECOND"].includes(key))
      return no(`${key} is not allowed here`, "write the time of day in start and end");
    const allowed = parts[key];
    if (allowed === undefined) {
      const near = nearest(key, Object.keys(parts));
      return no(`unknown part ${key}`, near ? `write ${near}` : `use ${Object.keys(parts).join(", ")}`);
    }
    if (found.has(key)) return no(`${key} stands there twice`, `remove one ${key}`);
    if (!allowed(value)) return no(`${key}=${value}: expected ${written[key]}`, `correct ${key} to ${written[key]}`);
    found.set(key, value);
  }
  const contradiction = contradictionIn(found);
  if (contradiction) return contradiction;
  const until = found.get("UNTIL") ?? null;
  found.delete("UNTIL");
  return { ok: true, rule: { text: [...found].map(([key, value]) => `${key}=${value}`).join(";"), until } };
}

/** What RFC 5545 forbids between parts. */
function contradictionIn(found: ReadonlyMap<string, string>): RuleOutcome | null {
  const frequency = found.get("FREQ");
  if (frequency === undefined) return no("FREQ is missing", "begin with FREQ=WEEKLY or another frequency");
  if (found.has("COUNT") && found.has("UNTIL"))
    return no("COUNT and UNTIL exclude each other", "remove one of the two");
  const only = (key: string, ...allowed: string[]): RuleOutcome | null =>
    found.has(key) && !allowed.includes(frequency)
      ? no(`${key} goes with FREQ=${allowed.join(" or ")} only`, `remove ${key}, or change FREQ`)
      : null;
  const ordinals = [...(found.get("BYDAY") ?? "").matchAll(/[+-]?\d+/g)].map(([n]) => Math.abs(Number(n)));
  if (ordinals.length > 0 && !["MONTHLY", "YEARLY"].includes(frequency))
    return no("numbered weekdays go with FREQ=MONTHLY or YEARLY only", "write BYDAY without numbers");
  if (ordinals.length > 0 && found.has("BYWEEKNO"))
    return no("numbered weekdays exclude BYWEEKNO", "write BYDAY without numbers");
  if ((frequency === "MONTHLY" || found.has("BYMONTH")) && ordinals.some((n) => n > 5))
    return no("a month has no more than five of a weekday", "number weekdays from 1 to 5, or -5 to -1");
  if (found.has("BYSETPOS") && ![...found.keys()].some((key) => key !== "BYSETPOS" && key.startsWith("BY")))
    return no("BYSETPOS chooses among days that another BY part lists", "add BYDAY or another, or remove BYSETPOS");
  return only("BYMONTHDAY", "DAILY", "MONTHLY", "YEARLY") ?? only("BYYEARDAY", "YEARLY") ?? only("BYWEEKNO", "YEARLY");
}

function no(expected: string, next: string): RuleOutcome {
  return { ok: false, expected, next };
}

function whole(low: number, high: number): (value: string) => boolean {
  return (value) => /^\d{1,5}$/.test(value) && Number(value) >= low && Number(value) <= high;
}

function fromEitherEnd(high: number): (value: string) => boolean {
  return (value) => /^[+-]?\d{1,3}$/.test(value) && Math.abs(Number(value)) >= 1 && Math.abs(Number(value)) <= high;
}

function listOf(item: (value: string) => boolean): (value: string) => boolean {
  return (value) => value.split(",").every(item);
}
