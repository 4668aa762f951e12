import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { findProject } from "../../adapters/engine/project.ts";
import { leaseHolder } from "../../adapters/lease/lease.ts";
import { spawnDetached } from "../../adapters/process/detached.ts";
import { packageRoot } from "../../adapters/toolchain/index.ts";
import { OutsideError } from "../../core/errors/index.ts";
import type { CommandContext, CommandResult } from "../cli/command.ts";
import { storedRun, summary } from "./command-support.ts";
import type { Driven } from "./run.ts";
import { type Successor, successorOf } from "./successor.ts";

/** Runs the same command in a process of its own and returns once that process holds the stack's lease and run. */
export async function detachDriver(
  context: CommandContext,
  words: readonly string[],
  options: Readonly<Record<string, unknown>>,
): Promise<CommandResult> {
  const args = Object.entries(options).flatMap(([name, value]) => {
    if (
      ["detach", "json", "events", "stack", "stateDir"].includes(name) ||
      value === undefined ||
      value === false ||
      value === ""
    )
      return [];
    const flag = `--${name.replace(/[A-Z]/g, (c) => `-${c.toLowerCase()}`)}`;
    return value === true ? [flag] : [flag, String(value)];
  });
  const { stack } = findProject(context.cwd, context.stateDir, context.stack);
  const log = spawnDriver(context, [...words, ...args]);
  for (let waited = 0; waited < 60_000; waited += 200) {
    const holder = leaseHolder(context.stateDir, stack);
    if (holder?.runId && holder.pid === log.pid) {
      const { document } = storedRun(context, holder.runId);
      return {
        exitCode: 0,
        document: { ...document, outcome: "running" },
        text: `${summary(document)}\nlog       ${log.file}`,
      };
    }
    if (!log.alive()) break;
    await sleep(200);
  }
  throw new OutsideError("driver-not-started", "the driver in the background did not begin", {
    file: log.file,
    next: `read its log: tail ${log.file}`,
  });
}

/**
 * Starts the driver in the background that goes on watching a run which this process leaves on hold while the new
 * version has traffic.
 */
export function successorFor(context: CommandContext): (runId: string) => Successor {
  return (runId) =>
    successorOf(context.stateDir, runId, () =>
      spawnDriver(context, ["cutover", "resume", "--watch", "--after", String(process.pid)]),
    );
}

/** Says who watches now, or that nobody does. */
export function sayWhoWatches(context: CommandContext, { end }: Driven): void {
  if (end.kind !== "held" || !end.exposed) return;
  context.say(
    end.successor === null
      ? "NOBODY watches the new version for a breach now: maestro cutover resume or backout takes the run over"
      : `process ${end.successor.pid} goes on watching for a breach (log ${end.successor.file}); maestro cutover promote, resume or backout moves the run`,
  );
}

function spawnDriver(context: CommandContext, args: readonly string[]): ReturnType<typeof spawnDetached> {
  const { stack } = findProject(context.cwd, context.stateDir, context.stack);
  return spawnDetached({
    script: join(packageRoot(), "dist", "cli", "maestro.js"),
    args: [...args, "--stack", stack, "--state-dir", context.stateDir],
    cwd: context.cwd,
    logFile: join(context.stateDir, "logs", `driver-${stack}.log`),
    // A crash that was asked for has happened to this process, not to the next.
    env: { ...context.env, MAESTRO_TEST_KILL_AT: undefined },
  });
}
