import { sha256 } from "../ledger/index.ts";
import { rfc3339 } from "../time/index.ts";
import type { FreezeWindow } from "./calendar.ts";

/**
 * Windows as iCalendar events in UTC, for people's calendars. An event's UID follows from the window, so that a second
 * import replaces the first. Text is escaped and lines are folded at 75 octets.
 * Source: RFC 5545, sections 3.1 and 3.3.11.
 * @param now epoch ms, for DTSTAMP
 * @returns lines that end in CRLF
 */
export function icalendar(windows: readonly FreezeWindow[], now: number): string {
  const lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//maestro-conductor//freeze//EN", "CALSCALE:GREGORIAN"];
  for (const window of windows) {
    const { name, startsAt, endsBefore } = window;
    const id = sha256(JSON.stringify([name, startsAt])).slice("sha256:".length, "sha256:".length + 32);
    lines.push(
      "BEGIN:VEVENT",
      `UID:${id}@maestro-conductor`,
      `DTSTAMP:${stamp(now)}`,
      `DTSTART:${stamp(startsAt)}`,
      `DTEND:${stamp(endsBefore)}`,
      `SUMMARY:${escaped(`Change freeze: ${name}`)}`,
      `DESCRIPTION:${escaped(`Until ${rfc3339(window.end)}${window.endInclusive ? " inclusive" : ""} (${window.zone}). ${scopeText(window)}`)}`,
      "TRANSP:TRANSPARENT",
      "END:VEVENT",
    );
  }
  return [...lines, "END:VCALENDAR"].map((line) => `${folded(line)}\r\n`).join("");
}

/** What a window holds for, in words. */
export function scopeText({ scope }: Pick<FreezeWindow, "scope">): string {
  const of = (what: string, names: readonly string[] | undefined): string[] =>
    names === undefined ? [] : [`${what} ${names.join(", ")}`];
  return [
    `Environments ${(scope.environments ?? ["production"]).join(", ")}`,
    ...of("stacks", scope.stacks),
    ...of("services", scope.services),
    ...of("tenant classes", scope.tenantClasses),
  ].join("; ");
}

/** `20251218T000000Z`; iCalendar knows whole seconds only. */
function stamp(at: number): string {
  return new Date(at)
    .toISOString()
    .replace(/\.\d{3}/, "")
    .replace(/[-:]/g, "");
}

function escaped(text: string): string {
  return text.replace(/[\\;,]/g, "\\$&").replace(/\r\n|\r|\n/g, "\\n");
}

/** At most 75 octets a line, never through a character; the next begins with a blank. */
function folded(line: string): string {
  const parts: string[] = [];
  let [part, octets] = ["", 0];
  for (const character of line) {
    const size = Buffer.byteLength(character);
    if (octets + size > 75) {
      parts.push(part);
      [part, octets] = [" ", 1];
    }
    part += character;
    octets += size;
  }
  return [...parts, part].join("\r\n");
}
