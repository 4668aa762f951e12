/**
 * A freeze calendar by brute force, written without the product's code, Temporal or a recurrence library: every day from
 * the start is held against the rule, every minute against the days that it found. Only `Intl` says what time it is where.
 */
export interface BruteRule {
  readonly freq: "DAILY" | "WEEKLY" | "MONTHLY" | "YEARLY";
  readonly interval: number;
  readonly byMonth?: readonly number[] | undefined;
  readonly byMonthDay?: readonly number[] | undefined;
  /** `[ordinal or 0, weekday]`, Monday is 0. */
  readonly byDay?: readonly (readonly [number, number])[] | undefined;
  readonly byYearDay?: readonly number[] | undefined;
  readonly bySetPos?: readonly number[] | undefined;
  readonly count?: number | undefined;
  /** Wall-clock milliseconds. */
  readonly until?: number | undefined;
}

export interface BruteWindow {
  readonly zone: string;
  /** Wall-clock milliseconds, as if UTC. */
  readonly start: number;
  readonly end: number;
  readonly endInclusive: boolean;
  readonly rule: BruteRule | null;
}

export const dayMs = 86_400_000;
const minute = 60_000;
const weekdays = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"];

export function ruleText(rule: BruteRule): string {
  const stamp = (wall: number): string => new Date(wall).toISOString().replace(/[-:]|\.000Z/g, "");
  const days = rule.byDay?.map(([ordinal, day]) => `${ordinal === 0 ? "" : ordinal}${weekdays[day]}`);
  return [
    `FREQ=${rule.freq}`,
    `INTERVAL=${rule.interval}`,
    rule.byMonth && `BYMONTH=${rule.byMonth}`,
    rule.byMonthDay && `BYMONTHDAY=${rule.byMonthDay}`,
    days && `BYDAY=${days}`,
    rule.byYearDay && `BYYEARDAY=${rule.byYearDay}`,
    rule.bySetPos && `BYSETPOS=${rule.bySetPos}`,
    rule.count && `COUNT=${rule.count}`,
    rule.until !== undefined && `UNTIL=${stamp(rule.until)}`,
  ]
    .filter(Boolean)
    .join(";");
}

/** The minutes from `from` on, `length` of them, in which a window holds. */
export function frozenMinutes(window: BruteWindow, from: number, length: number): Set<number> {
  const minutes = new Set<number>();
  for (const [start, end] of spans(window, from + length * minute + 3 * dayMs))
    for (let m = 0; m < length; m++) {
      const at = from + m * minute;
      if (at >= start && (window.endInclusive ? at <= end : at < end)) minutes.add(m);
    }
  return minutes;
}

function spans(window: BruteWindow, last: number): [number, number][] {
  const length = window.end - window.start;
  return startsOf(window, last).map((wall) => [
    instant(wall, window.zone, Math.min),
    instant(wall + length, window.zone, Math.max),
  ]);
}

function startsOf({ rule, start }: BruteWindow, last: number): number[] {
  if (rule === null) return [start];
  const found: number[] = [];
  const first = Math.floor(start / dayMs);
  for (let day = first; day * dayMs <= last && found.length < (rule.count ?? Infinity); day++)
    if (isDayOf(rule, day, first) && (rule.until === undefined || day * dayMs + (start % dayMs) <= rule.until))
      found.push(day * dayMs + (start % dayMs));
  return found;
}

/** Whether a day (days since 1970) is one of a rule that starts on the day `first`. */
export function isDayOf(rule: BruteRule, day: number, first: number): boolean {
  if (day < first || !fits(rule, day, first)) return false;
  if (!rule.bySetPos) return true;
  const period: number[] = [];
  for (let other = day - 366; other <= day + 366; other++)
    if (periodOf(rule, other) === periodOf(rule, day) && fits(rule, other, first)) period.push(other);
  return rule.bySetPos.some(
    (position) => period.at(position > 0 ? position - 1 : position) === day && Math.abs(position) <= period.length,
  );
}

function fits(rule: BruteRule, day: number, first: number): boolean {
  const [now, began] = [parts(day), parts(first)];
  if ((periodOf(rule, day) - periodOf(rule, first)) % rule.interval !== 0) return false;
  if (rule.byMonth && !rule.byMonth.includes(now.month)) return false;
  if (rule.byMonthDay && !rule.byMonthDay.some((d) => (d > 0 ? d : now.monthLength + d + 1) === now.date)) return false;
  if (rule.byYearDay && !rule.byYearDay.some((d) => (d > 0 ? d : now.yearLength + d + 1) === now.yearDay)) return false;
  if (rule.byDay && !rule.byDay.some(([ordinal, weekday]) => weekday === now.weekday && isNth(rule, ordinal, now)))
    return false;
  if (rule.byMonthDay || rule.byYearDay || rule.byDay || rule.freq === "DAILY") return true;
  if (rule.freq === "WEEKLY") return now.weekday === began.weekday;
  return (
    now.date === began.date && (rule.freq === "MONTHLY" || rule.byMonth !== undefined || now.month === began.month)
  );
}

function isNth(rule: BruteRule, ordinal: number, now: ReturnType<typeof parts>): boolean {
  if (ordinal === 0) return true;
  const inMonth = rule.freq === "MONTHLY" || rule.byMonth !== undefined;
  const [at, length] = inMonth ? [now.date, now.monthLength] : [now.yearDay, now.yearLength];
  return ordinal > 0 ? Math.ceil(at / 7) === ordinal : Math.ceil((length - at + 1) / 7) === -ordinal;
}

function periodOf(rule: BruteRule, day: number): number {
  const { year, month } = parts(day);
  if (rule.freq === "DAILY") return day;
  // 1970-01-05 was a Monday.
  if (rule.freq === "WEEKLY") return Math.floor((day - 4) / 7);
  return rule.freq === "MONTHLY" ? year * 12 + month : year;
}

function parts(day: number) {
  const date = new Date(day * dayMs);
  const [year, month] = [date.getUTCFullYear(), date.getUTCMonth()];
  const january = Date.UTC(year, 0, 1) / dayMs;
  return {
    year,
    month: month + 1,
    date: date.getUTCDate(),
    weekday: (date.getUTCDay() + 6) % 7,
    monthLength: new Date(Date.UTC(year, month + 1, 0)).getUTCDate(),
    yearDay: day - january + 1,
    yearLength: Date.UTC(year + 1, 0, 1) / dayMs - january,
  };
}

const formats = new Map<string, Intl.DateTimeFormat>();

/** What the clock on the wall shows, as if UTC. */
function wallAt(at: number, zone: string): number {
  const known = formats.get(zone);
  const format =
    known ??
    new Intl.DateTimeFormat("en-CA", { timeZone: zone, hourCycle: "h23", dateStyle: "short", timeStyle: "medium" });
  formats.set(zone, format);
  const [y, mo, d, h, mi, s] = format.format(at).match(/\d+/g)!.map(Number);
  return Date.UTC(y!, mo! - 1, d!, h!, mi!, s!);
}

/** The instant of a wall-clock time; where there are two, or none, `choose` among the readings. */
function instant(wall: number, zone: string, choose: (...all: number[]) => number): number {
  const readings = [-dayMs, dayMs].map((away) => wall - (wallAt(wall + away, zone) - (wall + away)));
  const valid = readings.filter((at) => wallAt(at, zone) === wall);
  return choose(...(valid.length > 0 ? valid : readings));
}
