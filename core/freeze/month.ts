import { Temporal } from "temporal-polyfill";
import type { FreezeWindow } from "./calendar.ts";

/**
 * A month as people draw it, weeks from Monday: `##` beside a day that is frozen for all of it, `+` for a part.
 * @param month `2026-12`
 * @param zone IANA zone whose days are drawn
 */
export function monthText(month: string, zone: string, windows: readonly FreezeWindow[]): string {
  const first = Temporal.PlainYearMonth.from(month).toPlainDate({ day: 1 });
  const cells = Array.from({ length: first.daysInMonth }, (_, day) => {
    const date = first.add({ days: day });
    const from = date.toZonedDateTime(zone).epochMilliseconds;
    const to = date.add({ days: 1 }).toZonedDateTime(zone).epochMilliseconds;
    return `${String(day + 1).padStart(3)}${mark(from, to, windows).padEnd(2)}`;
  });
  const padded = [...Array<string>(first.dayOfWeek - 1).fill("     "), ...cells];
  const weeks = Array.from({ length: Math.ceil(padded.length / 7) }, (_, week) =>
    padded
      .slice(week * 7, week * 7 + 7)
      .join("")
      .trimEnd(),
  );
  return [`${first.toPlainYearMonth().toString()} (${zone})`, " Mo   Tu   We   Th   Fr   Sa   Su", ...weeks].join("\n");
}

function mark(from: number, to: number, windows: readonly FreezeWindow[]): "##" | "+" | "" {
  const spans = windows
    .filter(({ startsAt, endsBefore }) => startsAt < to && from < endsBefore)
    .sort((a, b) => a.startsAt - b.startsAt);
  let covered = from;
  for (const { startsAt, endsBefore } of spans) if (startsAt <= covered) covered = Math.max(covered, endsBefore);
  if (covered >= to) return "##";
  return spans.length > 0 ? "+" : "";
}

/** The months that [from, to) touches in a zone, as `2026-12`, at most `limit`. @param from epoch ms, `to` too */
export function monthsBetween(from: number, to: number, zone: string, limit: number): string[] {
  const monthOf = (at: number): Temporal.PlainYearMonth =>
    Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone).toPlainDate().toPlainYearMonth();
  const last = monthOf(to - 1);
  const months: string[] = [];
  for (let month = monthOf(from); Temporal.PlainYearMonth.compare(month, last) <= 0; month = month.add({ months: 1 })) {
    if (months.length === limit) break;
    months.push(month.toString());
  }
  return months;
}

/** The start of the day that an instant lies in, `days` days later. Epoch ms. */
export function dayStart(at: number, zone: string, days = 0): number {
  const date = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone).toPlainDate();
  return date.add({ days }).toZonedDateTime(zone).epochMilliseconds;
}
