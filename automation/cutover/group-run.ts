import { existsSync, readFileSync } from "node:fs";
import { hostname } from "node:os";
import { dirname, isAbsolute, join } from "node:path";
import { type LedgerWriter, openLedger } from "../../adapters/ledger/index.ts";
import { parseYamlFile } from "../../adapters/yaml/index.ts";
import {
  eventsOfRun,
  foldRun,
  type GroupFile,
  type GroupMember,
  groupSchema,
  type PlanOptions,
} from "../../core/cutover/index.ts";
import { InputError, RefusedError } from "../../core/errors/index.ts";
import type { CommandContext, CommandResult } from "../cli/command.ts";
import { driveOptions, planOptions } from "./command-support.ts";
import { driveGroup, type MemberRun } from "./group.ts";
import { Inbox } from "./inbox.ts";
import { assertInBudget, openRun, personOf, preparePlan, resumeCutover, runsOf, startCutover } from "./run.ts";
import { openSession } from "./session.ts";

/** The ledger's kinds of a group as a whole; its members' runs carry its id. */
const STARTED = "group.started";
const ENDED = "group.ended";

interface OpenGroup {
  readonly id: string;
  readonly file: GroupFile;
  readonly path: string;
}

/** @throws InputError with file, line and field; before anything is changed, every member's plan was made once */
export async function startGroup(
  context: CommandContext,
  path: string,
  options: Readonly<Record<string, unknown>>,
): Promise<CommandResult> {
  const file = isAbsolute(path) ? path : join(context.cwd, path);
  if (!existsSync(file))
    throw new InputError("group-file-missing", `there is no ${path}`, {
      field: "--file",
      file,
      next: "name the group file",
    });
  const group = parseYamlFile(readFileSync(file, "utf8"), file, groupSchema);
  // A mistake in the last member must not show once the first has traffic.
  for (const member of group.members) {
    const session = await openSession(on(context, member));
    await assertInBudget(session, (await preparePlan(session, requestOf(context, member, file))).config);
  }
  return await withLedger(context, async (ledger) => {
    const open = openGroup(ledger);
    if (open !== null)
      throw new RefusedError("group-open", `group ${open.id} has not ended`, { next: "maestro cutover group resume" });
    const id = `${group.name}-${new Date(context.now()).toISOString().replace(/[-:.]/g, "").replace("Z", "")}`;
    ledger.append({ actor: personOf(), runId: null, kind: STARTED, body: { id, file: group, path: file } });
    return await driveOpen(context, ledger, { id, file: group, path: file }, options);
  });
}

/** Goes on with the group that a crash or Ctrl-C left open. @throws InputError `no-open-group` */
export async function resumeGroup(
  context: CommandContext,
  options: Readonly<Record<string, unknown>>,
): Promise<CommandResult> {
  return await withLedger(context, async (ledger) => {
    const open = openGroup(ledger);
    if (open === null)
      throw new InputError("no-open-group", "no group is open", { next: "maestro cutover group start --file <file>" });
    return await driveOpen(context, ledger, open, options);
  });
}

async function driveOpen(
  context: CommandContext,
  ledger: LedgerWriter,
  { id, file, path }: OpenGroup,
  options: Readonly<Record<string, unknown>>,
): Promise<CommandResult> {
  const runOf = ({ stack }: GroupMember): MemberRun | null => {
    const runId = runsOf(ledger.entries, stack).findLast(
      (run) => foldRun(eventsOfRun(ledger.entries, run).slice(0, 1)).group === id,
    );
    return runId === undefined ? null : { runId, state: foldRun(eventsOfRun(ledger.entries, runId)) };
  };
  const end = await driveGroup({
    members: file.members,
    runOf,
    drive: async (member) => {
      const own = on(context, member);
      const drive = { ...driveOptions(own, options, true), ledger, group: id };
      if (openRun(ledger.entries, member.stack) !== null) await resumeCutover(own, null, drive);
      else await startCutover(own, requestOf(context, member, path), drive);
    },
    tell: (_member, { runId }, verb, reason) =>
      new Inbox(context.stateDir, runId).put(
        { verb, actor: `group:${id}`, reason, acceptDataLoss: false },
        context.now(),
      ),
    say: context.say,
    signal: context.signal,
  });
  if (end.kind === "end") {
    const { outcome, text } = end;
    ledger.append({
      actor: `driver:${process.pid}@${hostname()}`,
      runId: null,
      kind: ENDED,
      body: { id, outcome, text },
    });
  }
  const outcome = end.kind === "end" ? end.outcome : "held";
  const members = file.members.map((member) => {
    const run = runOf(member);
    const { stack, service, to } = member;
    const state = run?.state.ended?.outcome ?? (run === null ? "waiting" : run.state.hold ? "held" : "running");
    return { stack, service, to, runId: run?.runId ?? null, outcome: state };
  });
  const lines = members.map(
    (m) => `  ${m.service.padEnd(16)} ${m.stack.padEnd(12)} ${m.outcome}${m.runId ? `  ${m.runId}` : ""}`,
  );
  return {
    exitCode: outcome === "finished" ? 0 : outcome === "held" || outcome === "mixed" ? 3 : 1,
    document: { group: id, outcome, reason: end.text, members },
    text: [`group ${id}: ${outcome}, ${end.text}`, ...lines].join("\n"),
  };
}

/** Each member stops before `finish` until all are there. */
function requestOf(context: CommandContext, member: GroupMember, path: string) {
  const options: PlanOptions = planOptions(
    context,
    member.planFile === undefined ? { plan: member.plan } : { planFile: join(dirname(path), member.planFile) },
  );
  const holdBefore = [...new Set([...options.holdBefore, "finish" as const])];
  return { service: member.service, to: member.to, options: { ...options, holdBefore } };
}

function on(context: CommandContext, { stack }: GroupMember): CommandContext {
  return { ...context, stack };
}

async function withLedger<T>(context: CommandContext, work: (ledger: LedgerWriter) => Promise<T>): Promise<T> {
  const ledger = openLedger(context.stateDir, context.now, { purpose: "drives a group" });
  try {
    return await work(ledger);
  } finally {
    ledger.close();
  }
}

function openGroup({ entries }: LedgerWriter): OpenGroup | null {
  const last = entries.findLast(({ kind }) => kind === STARTED || kind === ENDED);
  if (last?.kind !== STARTED) return null;
  const { id, file, path } = last.body as unknown as OpenGroup;
  return { id, file: groupSchema.parse(file), path };
}
