import { Temporal } from "temporal-polyfill";
import type { Duration } from "./duration.ts";

/** What an error budget is for. */
export type Period =
  | { readonly kind: "rolling"; readonly ms: number }
  | {
      readonly kind: "calendar";
      readonly duration: Duration;
      /** Local time that the periods are counted from, such as 2026-01-01T00:00:00. */
      readonly startTime: string;
      readonly zone: string;
    };

export interface Span {
  readonly start: number;
  /** Of a calendar period its end, which may lie ahead; of a rolling one now. */
  readonly end: number;
}

/** The period that `now` lies in, epoch milliseconds. Before a calendar's start it is the first period. */
export function periodAt(period: Period, now: number): Span {
  if (period.kind === "rolling") return { start: now - period.ms, end: now };
  const { duration, startTime, zone } = period;
  const anchor = Temporal.PlainDateTime.from(startTime);
  const boundary = (k: number): number => {
    const local =
      duration.kind === "calendar"
        ? anchor.add({ months: k * duration.months })
        : anchor.add({ minutes: (k * duration.ms) / 60_000 });
    return local.toZonedDateTime(zone).epochMilliseconds;
  };
  const first = boundary(0);
  const length = duration.kind === "fixed" ? duration.ms : duration.months * 30.44 * 86_400_000;
  let k = Math.max(0, Math.floor((now - first) / length) - 1);
  while (k > 0 && boundary(k) > now) k--;
  while (boundary(k + 1) <= now) k++;
  return { start: boundary(k), end: boundary(k + 1) };
}

/** Its usual length, which burn windows scale with. */
export function periodMs(period: Period): number {
  if (period.kind === "rolling") return period.ms;
  return period.duration.kind === "fixed" ? period.duration.ms : period.duration.months * 30 * 86_400_000;
}
