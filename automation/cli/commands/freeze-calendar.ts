import { InputError } from "../../../core/errors/index.ts";
import { dayStart, icalendar, monthsBetween, monthText, windowsBetween } from "../../../core/freeze/index.ts";
import { knownZone, nearestZone, readTime, rfc3339 } from "../../../core/time/index.ts";
import { freezeCalendarSchema } from "../../documents/freeze.ts";
import { readRules } from "../../freeze/rules.ts";
import { sourcesView, windowLine, windowView } from "../../freeze/window-view.ts";
import { readNow } from "../../time/now.ts";
import type { Command } from "../command.ts";

/** More months than this are listed, not drawn. */
const drawn = 13;

/** The windows of a span: drawn as months and listed, as JSON, or as iCalendar for people's own calendars. */
export const command: Command = {
  example: "maestro freeze calendar --from 2026-12-01 --to 2027-01-31 --format ics > freeze.ics",
  declare: (leaf) => {
    leaf
      .option("--from <time>", "from then on; today when left out")
      .option("--to <time>", "until then, that day included; 92 days later when left out")
      .option("--zone <zone>", "the zone whose days are drawn", "UTC")
      .option("--format <form>", "text or ics", "text")
      .option("--now <time>", "as of then")
      .option("--config <file>", "another calendar");
  },
  run: async (context, _args, options) => {
    const now = readNow(options.now, context.now);
    const zone = zoneOf(String(options.zone));
    const from = timeOf("--from", options.from, zone)?.at ?? dayStart(now, zone);
    const to = timeOf("--to", options.to, zone)?.after ?? dayStart(from, zone, 92);
    if (to <= from)
      throw new InputError("end-before-start", "--to lies before --from", { field: "--to", next: "swap the two" });
    const { format } = options;
    if (format !== "text" && format !== "ics")
      throw new InputError("usage", `unknown format ${JSON.stringify(format)}`, {
        field: "--format",
        next: "use text or ics; --json prints JSON",
      });
    const { calendars } = await readRules(context, options.config, now);
    const windows = windowsBetween(calendars, from, to);
    const document = freezeCalendarSchema.parse({
      from: rfc3339(from),
      to: rfc3339(to),
      zone,
      windows: windows.map((window) => windowView(window, now)),
      sources: sourcesView(calendars),
    });
    // The line that is printed brings the last line feed.
    if (format === "ics") return { exitCode: 0, document, text: icalendar(windows, now).replace(/\n$/, "") };
    const months = monthsBetween(from, to, zone, drawn + 1);
    const text = [
      ...(months.length <= drawn ? months.map((month) => `${monthText(month, zone, windows)}\n`) : []),
      ...(windows.length === 0 ? ["no window in that span"] : windows.map(windowLine)),
      "## frozen all day, + a part of it",
    ].join("\n");
    return { exitCode: 0, document, text };
  },
};

function timeOf(field: string, given: unknown, zone: string): { at: number; after: number } | null {
  if (given === undefined) return null;
  const outcome = readTime(String(given), zone, "start");
  if (outcome.ok) return outcome.time;
  throw new InputError("time-invalid", outcome.expected, { field, next: outcome.next });
}

function zoneOf(zone: string): string {
  if (knownZone(zone)) return zone;
  const near = nearestZone(zone);
  throw new InputError("zone-unknown", `unknown time zone ${JSON.stringify(zone)}`, {
    field: "--zone",
    next: near ? `write ${near}` : "use an IANA zone such as Europe/Berlin",
  });
}
