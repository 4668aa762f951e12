import { appendFileSync } from "node:fs";
import { OutsideError } from "../../core/errors/index.ts";
import type { Decision } from "../../core/freeze/index.ts";
import { annotations, summary } from "./annotations.ts";

type Env = Readonly<Record<string, string | undefined>>;

/**
 * Inside a GitHub job: annotations on stderr, where the runner reads them too and JSON on stdout stays whole, and the job's
 * summary. Elsewhere nothing.
 */
export function tellGithub(env: Env, decision: Decision): void {
  if (env.GITHUB_ACTIONS !== "true") return;
  for (const line of annotations(decision)) process.stderr.write(`${line}\n`);
  appendTo(env.GITHUB_STEP_SUMMARY, summary(decision));
}

/** Adds to one of the runner's files. @throws OutsideError `file-not-writable` */
export function appendTo(file: string | undefined, text: string): void {
  if (!file) return;
  try {
    appendFileSync(file, text);
  } catch (cause) {
    throw new OutsideError("file-not-writable", "the runner's file cannot be written", { file, cause });
  }
}
