import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { askGitHub, type GitHub } from "../../adapters/github/api.ts";
import { InputError, MaestroError } from "../../core/errors/index.ts";
import { decisionText, labelNames } from "../../core/freeze/index.ts";
import { errorAnnotation } from "./annotations.ts";
import { enforce } from "./enforce.ts";
import { eventOf } from "./event.ts";
import { appendTo, tellGithub } from "./tell-github.ts";

type Env = Readonly<Record<string, string | undefined>>;

/**
 * The GitHub Action: asks GitHub for the pull request as it is now, with its labels and reviews, and decides. In a merge
 * queue the pull request is named by the ref. Whatever goes wrong fails the job: it never passes by accident.
 * @param say a line for the job's log
 * @returns the process's exit code
 */
export async function runAction(
  env: Env,
  cwd: string,
  now: number,
  say: (line: string) => void,
): Promise<0 | 1 | 2 | 4> {
  try {
    const github: GitHub = {
      apiUrl: env.GITHUB_API_URL ?? "https://api.github.com",
      repository: need(env, "GITHUB_REPOSITORY"),
      token: need(env, "INPUT_TOKEN"),
    };
    const number = pullNumber(await event(env));
    const pull = await askGitHub(github, `pulls/${number}`);
    const merge = eventOf({ pull_request: pull }, `pulls/${number}`);
    const configName = env.INPUT_CONFIG || "freeze.yaml";
    const decision = await enforce({
      config: resolve(cwd, configName),
      configName,
      labels: labelNames(merge.labels),
      ticket: env.INPUT_TICKET || undefined,
      event: merge,
      reviews: await askGitHub(github, `pulls/${number}/reviews`),
      now,
      clockSource: "system",
      env,
    });
    tellGithub({ ...env, GITHUB_ACTIONS: "true" }, decision);
    appendTo(env.GITHUB_OUTPUT, `decision=${decision.decision}\nrule=${decision.rule}\n`);
    say(`freeze: ${decision.decision}\n${decisionText(decision)}`);
    return decision.decision === "allow" ? 0 : 1;
  } catch (error) {
    const known = error instanceof MaestroError ? error : null;
    const { code, message } = known ?? {
      code: "internal",
      message: error instanceof Error ? error.message : String(error),
    };
    say(errorAnnotation({ code, message, file: known?.file, line: known?.line, column: known?.column }));
    if (known?.next) say(`next: ${known.next}`);
    return known?.exitCode === 2 ? 2 : known?.exitCode === 1 ? 1 : 4;
  }
}

async function event(env: Env): Promise<unknown> {
  const file = need(env, "GITHUB_EVENT_PATH");
  try {
    return JSON.parse(await readFile(file, "utf8"));
  } catch (cause) {
    throw new InputError("event-invalid", "the event cannot be read", { file, cause });
  }
}

/** The pull request that an event is about. */
export function pullNumber(event: unknown): number {
  const { pull_request: pull, merge_group: group } = (event ?? {}) as {
    pull_request?: { number?: unknown };
    merge_group?: { head_ref?: unknown };
  };
  if (typeof pull?.number === "number" && Number.isInteger(pull.number)) return pull.number;
  // refs/heads/gh-readonly-queue/main/pr-7-<commit>
  const queued = /\/pr-(\d+)-[0-9a-f]{40}$/.exec(String(group?.head_ref ?? ""))?.[1];
  if (queued !== undefined) return Number(queued);
  throw new InputError("event-invalid", "the event is neither of a pull request nor of a merge queue", {
    field: "pull_request.number",
    next: "run the action on pull_request and merge_group only",
  });
}

function need(env: Env, name: string): string {
  const value = env[name];
  if (value) return value;
  throw new InputError("environment-missing", `${name} is not set`, {
    field: name,
    next: "run it as a step of a GitHub job, and give it its token",
  });
}
