import { setTimeout as sleep } from "node:timers/promises";
import type { Command as Commander } from "commander";
import { findProject } from "../../adapters/engine/project.ts";
import { leaseHolder } from "../../adapters/lease/lease.ts";
import { readLedger } from "../../adapters/ledger/index.ts";
import { eventsOfRun, foldRun, type RunEvent, type Verb } from "../../core/cutover/index.ts";
import { InputError, OutsideError, RefusedError } from "../../core/errors/index.ts";
import type { CommandContext, CommandResult } from "../cli/command.ts";
import { drivenResult, driveOptions, storedRun, summary } from "./command-support.ts";
import { detachDriver, sayWhoWatches, successorFor } from "./detach.ts";
import { eventLine, progressLine } from "./follow.ts";
import { Inbox, type PersonsCommand } from "./inbox.ts";
import { exitCodeOf } from "./reporter.ts";
import { noOpenRun, openRun, personOf, resumeCutover, succeed } from "./run.ts";

export function declareVerb(command: Commander): void {
  command
    .option("--reason <text>", "why, for the ledger", "")
    .option("--accept-data-loss", "backout only: go back although writes would be lost")
    .option("--events", "print each event as one line of JSON")
    .option("--watch", "stay in hold and watch, for a driver in the background")
    .option("--after <pid>", "with --watch: wait for this driver to leave, watching already")
    .option("--detach", "drive in the background and return at once");
}

const answerMs = 60_000;

/**
 * A person's verb on the open run. A driver that runs is told through its inbox and followed until the run ends or
 * holds; where none runs, this process takes the run over.
 */
export async function runVerb(
  context: CommandContext,
  verb: Verb,
  options: Readonly<Record<string, unknown>>,
): Promise<CommandResult> {
  if (options.after !== undefined) return await takeOver(context, options);
  const { stack } = findProject(context.cwd, context.stateDir, context.stack);
  const runId = openRun(readLedger(context.stateDir).entries, stack);
  if (runId === null) throw noOpenRun(stack);
  const command: PersonsCommand = {
    verb,
    actor: personOf(),
    reason: String(options.reason ?? ""),
    acceptDataLoss: options.acceptDataLoss === true,
  };
  if (options.detach === true && !leaseHolder(context.stateDir, stack))
    return await detachDriver(context, ["cutover", verb], options);
  for (;;) {
    if (leaseHolder(context.stateDir, stack)) return await tellDriver(context, runId, command, options);
    try {
      const watch = options.watch === true;
      // Who ends the watching driver itself wants nobody to watch.
      const drive = {
        ...driveOptions(context, options, watch),
        ...(watch ? {} : { successor: successorFor(context) }),
      };
      const driven = await resumeCutover(context, verb === "resume" && watch ? null : command, drive);
      if (!watch) sayWhoWatches(context, driven);
      return drivenResult(driven);
    } catch (error) {
      // The driver that goes on watching a held run took it over at this very moment: it is told instead.
      if (!(error instanceof RefusedError) || !["lease-held", "ledger-locked"].includes(error.code)) throw error;
      if (options.watch === true) throw error;
      await sleep(250);
    }
  }
}

/** What the driver in the background does: it is watching before the one that started it leaves. */
async function takeOver(context: CommandContext, options: Readonly<Record<string, unknown>>): Promise<CommandResult> {
  const predecessor = Number(options.after);
  if (!Number.isSafeInteger(predecessor) || predecessor <= 0)
    throw new InputError("option-invalid", `--after wants the number of a process, not ${String(options.after)}`, {
      field: "--after",
      next: "maestro cutover resume takes the run over without it",
    });
  const driven = await succeed(context, predecessor, driveOptions(context, options, true));
  return driven ? drivenResult(driven) : statusOf(context);
}

/** The last run as the ledger has it. */
function statusOf(context: CommandContext): CommandResult {
  const { document } = storedRun(context, undefined);
  return { exitCode: exitCodeOf(document.outcome), document, text: summary(document) };
}

async function tellDriver(
  context: CommandContext,
  runId: string,
  command: PersonsCommand,
  options: Readonly<Record<string, unknown>>,
): Promise<CommandResult> {
  const seen = eventsOfRun(readLedger(context.stateDir).entries, runId).length;
  new Inbox(context.stateDir, runId).put(command, context.now());
  const answer = await answerTo(context, runId, command, seen);
  if (answer.refused)
    throw new RefusedError(answer.refused.code, answer.refused.text, { next: "maestro cutover status" });
  if (command.verb !== "hold" && options.detach !== true) await follow(context, runId);
  else if (command.verb === "hold")
    await until(context, runId, (state) => state.hold !== null || state.ended !== null || state.backout !== null);
  const { document } = storedRun(context, runId);
  return { exitCode: exitCodeOf(document.outcome), document, text: summary(document) };
}

async function answerTo(
  context: CommandContext,
  runId: string,
  command: PersonsCommand,
  seen: number,
): Promise<Extract<RunEvent, { kind: "command" }>> {
  const deadline = context.now() + answerMs;
  while (context.now() < deadline) {
    const events = eventsOfRun(readLedger(context.stateDir).entries, runId).slice(seen);
    const answer = events.find(
      (e): e is Extract<RunEvent, { kind: "command" }> =>
        e.kind === "command" && e.verb === command.verb && e.actor === command.actor,
    );
    if (answer) return answer;
    await sleep(200);
  }
  throw new OutsideError("driver-silent", `the driver has not taken the command within ${answerMs / 1000} s`, {
    next: "maestro cutover status",
  });
}

/** Shows what the driver does until the run ends, holds, or nobody drives it any more. */
async function follow(context: CommandContext, runId: string): Promise<void> {
  const { stack } = findProject(context.cwd, context.stateDir, context.stack);
  let shown = eventsOfRun(readLedger(context.stateDir).entries, runId).length;
  for (;;) {
    const events = eventsOfRun(readLedger(context.stateDir).entries, runId);
    const state = foldRun(events);
    for (const event of events.slice(shown)) {
      const line = eventLine(event, state);
      if (line !== null) context.say(line);
    }
    shown = events.length;
    if (state.ended !== null || (state.hold !== null && !state.hold.released) || context.signal.aborted) return;
    if (!leaseHolder(context.stateDir, stack)) return;
    context.progress(progressLine(state, context.now()));
    await sleep(500);
  }
}

async function until(
  context: CommandContext,
  runId: string,
  reached: (state: ReturnType<typeof foldRun>) => boolean,
): Promise<void> {
  const deadline = context.now() + answerMs;
  while (context.now() < deadline && !reached(foldRun(eventsOfRun(readLedger(context.stateDir).entries, runId))))
    await sleep(200);
}
