import { readFile } from "node:fs/promises";
import * as z from "zod";
import { InputError } from "../../core/errors/index.ts";

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

/** Reads the file that GITHUB_EVENT_PATH names. @throws InputError `event-invalid` */
export async function readEvent(file: string): Promise<MergeEvent> {
  const refuse = (message: string, field?: string, cause?: unknown): InputError =>
    new InputError("event-invalid", message, { file, field, cause, next: 'pass --event "$GITHUB_EVENT_PATH"' });
  let given: unknown;
  try {
    given = JSON.parse(await readFile(file, "utf8"));
  } catch (cause) {
    throw refuse(`the event cannot be read: ${(cause as Error).message}`, undefined, cause);
  }
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
