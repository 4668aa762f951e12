import { join } from "node:path";
import { runNode } from "../../adapters/process/child.ts";
import { packageRoot } from "../../adapters/toolchain/index.ts";
import type { CommandContext } from "../cli/command.ts";

/** Runs the driver as a process that may be killed at a boundary; its lines for people are passed on. */
export async function startDriverProcess(
  context: CommandContext,
  words: readonly string[],
  killAt: string | null,
): Promise<{ readonly code: number | null; readonly signal: string | null }> {
  return await runNode({
    script: join(packageRoot(), "dist", "cli", "maestro.js"),
    args: [...words, "--stack", context.stack ?? "demo", "--state-dir", context.stateDir],
    cwd: context.cwd,
    env: { ...context.env, MAESTRO_TEST_KILL_AT: killAt ?? undefined },
    onLine: (line) => context.say(line),
  });
}
