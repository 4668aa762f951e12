import { createHash } from "node:crypto";
import { basename, join } from "node:path";
import { InputError, RefusedError } from "../../core/errors/index.ts";
import { type Calendar, calendarSchema } from "../../core/freeze/index.ts";
import { parseYamlFile } from "../yaml/index.ts";
import { readPolicyFile } from "./read.ts";
import type { TrustedRef } from "./trusted.ts";

export const calendarFile = "freeze.yaml";

/**
 * The project's calendar, from the working tree.
 *
 * @throws RefusedError `freeze-calendar-missing`: without a calendar nothing may go out. InputError with file, line and
 *   field when it is malformed.
 */
export async function readCalendar(root: string): Promise<Calendar> {
  const file = await readPolicyFile(join(root, calendarFile), calendarFile);
  if (file === null)
    throw new RefusedError("freeze-calendar-missing", `there is no ${calendarFile} beside Pulumi.yaml`, {
      file: calendarFile,
      next: `write ${calendarFile}; "freeze: []" says that there is no freeze`,
    });
  return parseCalendar(file.text, calendarFile, file.digest);
}

/**
 * The working tree's calendar and the trusted commits' beside it: of all the strictest decides, so that the working tree
 * can only tighten. A calendar that the commit does not have, or a project outside git, leaves the working tree's alone.
 *
 * @throws as `readCalendar`
 */
export async function readCalendars(root: string, trusted: readonly TrustedRef[]): Promise<[Calendar, ...Calendar[]]> {
  return besideTrusted(await readCalendar(root), trusted, calendarFile);
}

/** @param path the file below the project, as git names it */
async function besideTrusted(
  here: Calendar,
  trusted: readonly TrustedRef[],
  path: string,
): Promise<[Calendar, ...Calendar[]]> {
  const calendars: Calendar[] = [];
  for (const { commit, found, read } of trusted) {
    const text = await read(path);
    if (text === null) continue;
    const digest = `sha256:${createHash("sha256").update(text).digest("hex")}`;
    const calendar = parseCalendar(text, `${commit.slice(0, 12)}:${path}`, digest);
    calendars.push({ ...calendar, source: { file: path, from: "git-ref", ref: commit, found, digest } });
  }
  const [first, ...rest] = [...calendars, here];
  return [first!, ...rest];
}

/**
 * A calendar that was named, and beside it what the trusted commit holds of that file, where it lies in a git checkout.
 * @throws as `readCalendarFile`, `trustedRefs`
 */
export async function readNamedCalendars(
  path: string,
  name: string,
  trusted: readonly TrustedRef[],
): Promise<[Calendar, ...Calendar[]]> {
  return besideTrusted(await readCalendarFile(path, name), trusted, basename(path));
}

/** A calendar that was named. @throws InputError `freeze-calendar-missing`, or with line and field when malformed. */
export async function readCalendarFile(path: string, name: string): Promise<Calendar> {
  const file = await readPolicyFile(path, name);
  if (file === null)
    throw new InputError("freeze-calendar-missing", `there is no ${name}`, { file: name, next: "correct --config" });
  return parseCalendar(file.text, name, file.digest);
}

/** @throws InputError with file, line and field. */
export function parseCalendar(text: string, file: string, digest: string): Calendar {
  return { ...parseYamlFile(text, file, calendarSchema), source: { file, from: "working-tree", ref: null, digest } };
}
