import { join } from "node:path";
import type { CommandContext } from "../../automation/cli/command.ts";

/** What a command sees of a process that runs in a folder; nothing is printed. */
export function commandContext(cwd: string, change: Partial<CommandContext> = {}): CommandContext {
  return {
    cwd,
    env: {},
    now: Date.now,
    stateDir: join(cwd, ".maestro"),
    stack: undefined,
    json: true,
    say: () => undefined,
    emit: () => undefined,
    progress: () => undefined,
    signal: new AbortController().signal,
    ...change,
  };
}
