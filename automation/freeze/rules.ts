import { existsSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { demoStack, findProject } from "../../adapters/engine/project.ts";
import { readCalendarFile, readFreezeSources } from "../../adapters/policy/index.ts";
import type { Approval, Calendar } from "../../core/freeze/index.ts";
import type { CommandContext } from "../cli/command.ts";

/** What the freeze commands look at: a folder, its calendars and the approvals that count there. */
export interface FreezeRules {
  /** Folder of calendar and stack files. */
  readonly root: string;
  readonly calendars: readonly [Calendar, ...Calendar[]];
  readonly approvals: readonly Approval[];
}

/**
 * Reads the calendars as the gates do, or the one file that is named instead.
 * @param now epoch ms at which approvals must hold
 * @throws RefusedError, InputError as `readFreezeSources`
 */
export async function readRules(context: CommandContext, config: unknown, now: number): Promise<FreezeRules> {
  const root = freezeRoot(context);
  if (config !== undefined) {
    const name = String(config);
    return { root, calendars: [await readCalendarFile(resolve(context.cwd, name), name)], approvals: [] };
  }
  return { root, ...(await readFreezeSources(root, now)) };
}

/** The project of --stack, else the nearest folder upwards that holds Pulumi.yaml or freeze.yaml, else this one. */
export function freezeRoot({ cwd, stateDir, stack }: Pick<CommandContext, "cwd" | "stateDir" | "stack">): string {
  if (stack === demoStack) return findProject(cwd, stateDir, stack).dir;
  for (let folder = resolve(cwd); ; folder = dirname(folder)) {
    if (["Pulumi.yaml", "freeze.yaml"].some((file) => existsSync(join(folder, file)))) return folder;
    if (dirname(folder) === folder) return resolve(cwd);
  }
}
