import { readFile } from "node:fs/promises";
import * as z from "zod";
import { InputError } from "../../core/errors/index.ts";
import { jsonPlace } from "../../core/text/index.ts";

const pullRequest = z.looseObject({
  body: z.string().nullish(),
  labels: z.unknown().optional(),
  head: z.looseObject({ sha: z.string() }).optional(),
  user: z.looseObject({ login: z.string() }).nullish(),
});
const schema = z.looseObject({
  pull_request: pullRequest.optional(),
  merge_group: z.looseObject({ head_sha: z.string() }).optional(),
});

/** What a freeze decision needs of a GitHub event. */
export interface MergeEvent {
  readonly body: string;
  /** Undefined where the event has none, as in a merge group. */
  readonly labels: unknown;
  readonly headSha: string | null;
  readonly author: string | null;
}

/**
 * Reads the file that GITHUB_EVENT_PATH names.
 * @param file named in errors
 * @throws InputError `event-invalid` with file, line and field
 */
export async function readEvent(path: string, file: string): Promise<MergeEvent> {
  return eventOf(await readJson(path, file, "event-invalid", 'pass --event "$GITHUB_EVENT_PATH"'), file);
}

/** Reads what GitHub's API lists as reviews. @throws InputError `reviews-invalid` with file and line */
export async function readReviews(path: string, file: string): Promise<unknown> {
  const next = "gh api repos/{owner}/{repo}/pulls/{n}/reviews > reviews.json";
  return readJson(path, file, "reviews-invalid", next);
}

async function readJson(path: string, file: string, code: string, next: string): Promise<unknown> {
  let text: string;
  try {
    text = await readFile(path, "utf8");
  } catch (cause) {
    throw new InputError(code, `${file} cannot be read`, { file, cause, next });
  }
  try {
    return JSON.parse(text);
  } catch (cause) {
    const message = (cause as Error).message;
    throw new InputError(code, `${file} is not JSON: ${message}`, { file, ...jsonPlace(text, message), cause, next });
  }
}

/** What an event says. @throws InputError `event-invalid` */
export function eventOf(given: unknown, file: string): MergeEvent {
  const refuse = (message: string, field?: string): InputError =>
    new InputError("event-invalid", message, { file, field, next: 'pass --event "$GITHUB_EVENT_PATH"' });
  const parsed = schema.safeParse(given);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw refuse(issue!.message, issue!.path.join("."));
  }
  const { pull_request: pull, merge_group: group } = parsed.data;
  if (!pull && !group) throw refuse("the event is neither of a pull request nor of a merge group");
  return {
    body: pull?.body ?? "",
    labels: pull?.labels,
    headSha: pull?.head?.sha ?? group?.head_sha ?? null,
    author: pull?.user?.login ?? null,
  };
}
