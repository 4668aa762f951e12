import { createHash } from "node:crypto";
import { MaestroError } from "../../core/errors/index.ts";
import type { Calendar } from "../../core/freeze/index.ts";
import { calendarFile, parseCalendar } from "./calendar.ts";
import { trustedRef } from "./trusted.ts";

/** More versions than this are not read: what was before them is judged by the oldest that is. */
const most = 500;

/**
 * The calendars that were in force at an instant, for an audit: today's from the last commit of the calendar on, before it
 * the version that the trusted branch had then. Before the first, and outside of git, today's: nothing else is known.
 * @param today as `readCalendars` gives them
 */
export async function calendarsInForce(
  root: string,
  today: readonly Calendar[],
): Promise<(at: number) => readonly Calendar[]> {
  const trusted = await trustedRef(root);
  const versions = trusted === null ? [] : await trusted.history(calendarFile, most);
  const known = versions.map(({ at, text }) => ({ at, calendars: text === null ? [] : parsed(text) }));
  const [latest, ...older] = known;
  if (latest === undefined) return () => today;
  return (at) => (at >= latest.at ? today : (older.find((version) => version.at <= at)?.calendars ?? today));
}

/** A version that could not be read let nothing pass then; it tells an audit nothing. */
function parsed(text: string): Calendar[] {
  try {
    return [parseCalendar(text, calendarFile, `sha256:${createHash("sha256").update(text).digest("hex")}`)];
  } catch (error) {
    if (error instanceof MaestroError) return [];
    throw error;
  }
}
