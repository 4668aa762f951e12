import * as z from "zod";
import { knownZone, nearestZone, readTime } from "../time/index.ts";
import type { Calendar, FreezeWindow } from "./calendar.ts";
import { entry, exceptionOf, names, scopeKeys, scopeOf } from "./schema-exception.ts";
import { recurrenceOf } from "./schema-recurrence.ts";

const word = z.string().regex(/^[a-z][a-z0-9-]{0,62}$/, "expected a carve-out in lower case such as security");

const window = z
  .strictObject({
    name: z.string().min(1).max(100).optional(),
    start: z.string(),
    end: z.string(),
    endInclusive: z.boolean().default(true),
    zone: z.string().optional(),
    rrule: z
      .string()
      .max(500)
      .optional()
      .describe("RFC 5545: the days on which the window starts again; see the guide"),
    scope: z.strictObject(scopeKeys).default({}),
    approvals: z.int().min(1).max(10).optional(),
    ticketOnly: z.boolean().default(false),
    approvers: names.optional(),
    exceptions: z.array(z.union([word, entry])).default([]),
  })
  .transform((given, context): Omit<FreezeWindow, "name"> & { name: string | undefined } => {
    const refuse = (path: PropertyKey[], message: string, code: string, next: string): void =>
      context.addIssue({ code: "custom", path, message, params: { code, next } });
    const zone = given.zone !== undefined && knownZone(given.zone) ? given.zone : undefined;
    if (given.zone !== undefined && zone === undefined) {
      const near = nearestZone(given.zone);
      const next = near ? `write ${near}` : "use an IANA zone such as Europe/Berlin";
      refuse(["zone"], `unknown time zone ${JSON.stringify(given.zone)}`, "zone-unknown", next);
      return z.NEVER;
    }
    const start = readTime(given.start, zone, "start");
    const end = readTime(given.end, zone, "end");
    if (!start.ok) refuse(["start"], start.expected, "time-invalid", start.next);
    if (!end.ok) refuse(["end"], end.expected, "time-invalid", end.next);
    const exceptions = given.exceptions.flatMap((item, index) => {
      if (typeof item === "string") return [];
      const outcome = exceptionOf(item, zone);
      for (const { path, message, code, next } of outcome.problems)
        refuse(["exceptions", index, ...path], message, code, next);
      return outcome.exception === null ? [] : [outcome.exception];
    });
    if (given.ticketOnly && (given.approvals !== undefined || given.approvers !== undefined))
      refuse(["ticketOnly"], "ticketOnly excludes approvals and approvers", "bad-value", "remove one of the two");
    if (!start.ok || !end.ok) return z.NEVER;
    const endsBefore = given.endInclusive ? end.time.after : end.time.at;
    if (endsBefore <= start.time.at)
      refuse(["end"], "the end is before the start", "end-before-start", "swap start and end, or correct one of them");
    const recurrence =
      given.rrule === undefined
        ? null
        : recurrenceOf(
            given.rrule,
            zone ?? "UTC",
            { text: given.start, time: start.time },
            { text: given.end, time: end.time },
          );
    if (recurrence && !recurrence.ok) {
      refuse([recurrence.key], recurrence.message, recurrence.code, recurrence.next);
      return z.NEVER;
    }
    return {
      name: given.name,
      startsAt: start.time.at,
      endsBefore,
      end: end.time.at,
      endInclusive: given.endInclusive,
      zone: zone ?? "UTC",
      recurrence: recurrence?.recurrence ?? null,
      scope: scopeOf(given.scope),
      approvals: given.approvals ?? null,
      approvers: given.approvers ?? null,
      ticketOnly: given.ticketOnly,
      carveOuts: given.exceptions.filter((item) => typeof item === "string"),
      exceptions,
    };
  });

/**
 * freeze.yaml: `freeze:` with one window or a list of windows. Unknown keys, unknown zones, impossible dates, an end
 * before its start and two windows or exceptions of one name are errors.
 */
export const calendarSchema = z
  .strictObject({ freeze: z.union([z.array(window), window]) })
  .transform(({ freeze }, context): Calendar => {
    const listed = Array.isArray(freeze);
    const given = Array.isArray(freeze) ? freeze : [freeze];
    const windows = given.map((w, i) => ({
      ...w,
      name: w.name ?? (given.length === 1 ? "freeze" : `freeze-${i + 1}`),
    }));
    const seen = new Set<string>();
    windows.forEach((w, index) => {
      const at = listed ? ["freeze", index] : ["freeze"];
      if (seen.has(`window ${w.name}`)) twice(context, [...at, "name"], `window ${w.name}`);
      seen.add(`window ${w.name}`);
      for (const { id } of w.exceptions) {
        if (seen.has(`exception ${id}`)) twice(context, [...at, "exceptions"], `exception ${id}`);
        seen.add(`exception ${id}`);
      }
    });
    return { windows, source: null };
  });

function twice(context: z.core.$RefinementCtx, path: PropertyKey[], what: string): void {
  context.addIssue({
    code: "custom",
    path,
    message: `there are two of ${what}`,
    params: { code: "name-twice", next: "give each its own name" },
  });
}
