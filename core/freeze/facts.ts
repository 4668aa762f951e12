import { Temporal } from "temporal-polyfill";
import { rfc3339 } from "../time/index.ts";
import type { CalendarSource, Exception, FreezeWindow } from "./calendar.ts";
import { scopeText } from "./icalendar.ts";

/** A change that a text is about. Null: not known. */
export interface ChangeFacts {
  readonly stack: string | null;
  readonly service: string | null;
  readonly environment: string | null;
  readonly ticket: string | null;
  readonly version: string | null;
}

/** A cutover that a text is about. Versions, instants in RFC 3339. */
export interface RunFacts {
  readonly id: string;
  readonly service: string;
  readonly stack: string;
  readonly from: string;
  readonly to: string;
  readonly startedAt: string;
  readonly endedAt: string | null;
  readonly outcome: string;
  readonly reason: string | null;
}

/** What the templates of comms/freeze may name: placeholder → value, null where it is not known. */
export function templateFacts(facts: {
  readonly window: FreezeWindow;
  readonly source: CalendarSource | null;
  readonly change: ChangeFacts;
  readonly exception: Exception | null;
  readonly run: RunFacts | null;
}): Record<string, string | null> {
  const { window, source, change, exception, run } = facts;
  const number = (value: number | null | undefined): string | null => (value == null ? null : String(value));
  return {
    "window.name": window.name,
    "window.start": rfc3339(window.startsAt),
    "window.end": rfc3339(window.end),
    "window.bound": window.endInclusive ? "that second included" : "that instant not included",
    "window.zone": window.zone,
    "window.startLocal": local(window.startsAt, window.zone),
    "window.endLocal": local(window.end, window.zone),
    "window.duration": durationText(window.endsBefore - window.startsAt),
    "window.scope": scopeText(window),
    "window.carveOuts": window.carveOuts.length > 0 ? window.carveOuts.join(", ") : "none",
    "window.approvals": approvalsText(window),
    "calendar.file": source?.file ?? null,
    "calendar.digest": source?.digest ?? null,
    "calendar.commit": source?.ref ?? null,
    "change.stack": change.stack,
    "change.service": change.service,
    "change.environment": change.environment,
    "change.ticket": change.ticket,
    "change.version": change.version,
    "exception.id": exception?.id ?? null,
    "exception.expires": exception ? rfc3339(exception.expiresAt) : null,
    "exception.approvedBy": exception && exception.approvedBy.length > 0 ? exception.approvedBy.join(", ") : null,
    "exception.reason": exception?.reason ?? null,
    "exception.maxCanaryWeight": number(exception?.maxCanaryWeight),
    "exception.minAcaScore": number(exception?.minAcaScore),
    "run.id": run?.id ?? null,
    "run.service": run?.service ?? null,
    "run.stack": run?.stack ?? null,
    "run.from": run?.from ?? null,
    "run.to": run?.to ?? null,
    "run.startedAt": run?.startedAt ?? null,
    "run.endedAt": run?.endedAt ?? null,
    "run.outcome": run?.outcome ?? null,
    "run.reason": run?.reason ?? null,
  };
}

/** `9 days 23 h`, the two largest units, rounded to minutes. @param ms at least 0 */
export function durationText(ms: number): string {
  const minutes = Math.round(ms / 60_000);
  const [days, hours, rest] = [Math.floor(minutes / 1440), Math.floor((minutes % 1440) / 60), minutes % 60];
  const parts = [
    days > 0 ? `${days} ${days === 1 ? "day" : "days"}` : "",
    hours > 0 ? `${hours} h` : "",
    rest > 0 || minutes === 0 ? `${rest} min` : "",
  ];
  return parts
    .filter((part) => part !== "")
    .slice(0, 2)
    .join(" ");
}

function local(at: number, zone: string): string {
  const time = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone);
  return `${time.toPlainDate().toString()} ${time.toPlainTime().toString({ smallestUnit: "minute" })}`;
}

function approvalsText({ approvals, approvers, ticketOnly }: FreezeWindow): string {
  if (ticketOnly) return "a CAB ticket, nobody's approval beside it";
  const needed = approvals ?? 1;
  const from = approvers === null ? "" : ` from among ${approvers.join(", ")}`;
  return `${needed} ${needed === 1 ? "approval" : "approvals by different people"}${from}`;
}
