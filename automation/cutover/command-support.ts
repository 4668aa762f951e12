import { existsSync, readFileSync } from "node:fs";
import { isAbsolute, join } from "node:path";
import type { Command as Commander } from "commander";
import { findProject } from "../../adapters/engine/project.ts";
import { readLedger } from "../../adapters/ledger/index.ts";
import { parseYamlFile } from "../../adapters/yaml/index.ts";
import {
  eventsOfRun,
  foldRun,
  type Mapping,
  type PlanOptions,
  planFile,
  runDocument,
  settlePlanFile,
} from "../../core/cutover/index.ts";
import { InputError } from "../../core/errors/index.ts";
import type { LedgerEntry } from "../../core/ledger/index.ts";
import type { CommandContext, CommandResult } from "../cli/command.ts";
import { eventLine, progressLine } from "./follow.ts";
import { planMapping, readMapping } from "./migration-files.ts";
import { exitCodeOf } from "./reporter.ts";
import { type Driven, type DriveOptions, runsOf } from "./run.ts";
import { reportDir } from "./session.ts";

export function declarePlan(command: Commander): void {
  command
    .option("--service <name>", "the service that is released")
    .option("--to <version>", "the new version, such as v2.0.0")
    .option("--plan <name>", "a named plan: default or short", "default")
    .option("--mapping <id>", "the data migration of the release, declared in migrations/<id>.yaml")
    .option("--plan-file <file>", "a plan file (YAML) instead of a named plan");
}

/** @throws InputError `plan-unknown`, `plan-file-missing`, or what is wrong in the file, with its line. */
export function planOptions(context: CommandContext, options: Readonly<Record<string, unknown>>): PlanOptions {
  const file = options.planFile as string | undefined;
  if (file === undefined) {
    const name = String(options.plan ?? "default");
    if (name !== "default" && name !== "short")
      throw new InputError("plan-unknown", `there is no plan ${name}; allowed: default, short`, {
        field: "--plan",
        next: "use --plan default, --plan short or --plan-file <file>",
      });
    return settlePlanFile(planFile.parse({ base: name }));
  }
  const path = isAbsolute(file) ? file : join(context.cwd, file);
  if (!existsSync(path))
    throw new InputError("plan-file-missing", `there is no ${file}`, { field: "--plan-file", file: path });
  const parsed = parseYamlFile(readFileSync(path, "utf8"), path, planFile);
  try {
    return settlePlanFile(parsed);
  } catch (error) {
    // The pure check knows the field, only here the file is known.
    if (!(error instanceof InputError)) throw error;
    throw new InputError(error.code, error.message, { file: path, field: error.field, next: error.next, cause: error });
  }
}

/** @throws InputError `mapping-missing`, or what is wrong in the declaration, with its line. */
export function mappingOption(context: CommandContext, options: Readonly<Record<string, unknown>>): Mapping | null {
  if (typeof options.mapping !== "string") return null;
  const project = findProject(context.cwd, context.stateDir, context.stack);
  return planMapping(readMapping(project.dir, options.mapping));
}

/** @throws InputError `option-missing` */
export function required(options: Readonly<Record<string, unknown>>, name: "service" | "to"): string {
  const value = options[name];
  if (typeof value !== "string" || value === "")
    throw new InputError("option-missing", `--${name} is missing`, {
      field: `--${name}`,
      next: `add --${name} <${name === "to" ? "version" : "name"}>`,
    });
  return value;
}

/** How a driving command shows what happens: lines for people, NDJSON with --events. */
export function driveOptions(
  context: CommandContext,
  options: Readonly<Record<string, unknown>>,
  stayInHold: boolean,
): DriveOptions {
  const ndjson = options.events === true;
  return {
    stayInHold,
    onEvent: (event, state) => {
      if (ndjson) context.emit(JSON.stringify({ ...event, at: new Date(event.at).toISOString() }));
      const line = eventLine(event, state);
      if (line !== null) context.say(line);
    },
    onProgress: (state) => context.progress(progressLine(state, context.now())),
  };
}

export function drivenResult({ document }: Driven): CommandResult {
  return { exitCode: exitCodeOf(document.outcome), document, text: summary(document) };
}

/** The document of a run from the ledger alone, without the engine; what only a driver knows comes from its run.json. */
export function storedRun(
  context: CommandContext,
  runId: string | undefined,
): { runId: string; stack: string; document: Record<string, unknown> } {
  const project = findProject(context.cwd, context.stateDir, context.stack);
  const reading = readLedger(context.stateDir);
  const known = runsOf(reading.entries, project.stack);
  const wanted = runId ?? known.at(-1);
  if (wanted === undefined || !known.includes(wanted))
    throw new InputError(
      "run-unknown",
      runId ? `stack ${project.stack} has no run ${runId}` : `stack ${project.stack} has had no cutover`,
      { next: "maestro cutover history" },
    );
  const file = join(reportDir({ context, project } as never, wanted), "run.json");
  const stored = existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as Record<string, unknown>) : {};
  const document = documentOf(wanted, reading.entries, stored, reading, context.now());
  return { runId: wanted, stack: project.stack, document };
}

function documentOf(
  runId: string,
  entries: readonly LedgerEntry[],
  stored: Record<string, unknown>,
  reading: ReturnType<typeof readLedger>,
  now: number,
): Record<string, unknown> {
  const last = entries.at(-1);
  return runDocument(
    runId,
    eventsOfRun(entries, runId),
    {
      traffic: stored.traffic ?? { requests: 0, failed: 0, failedBySwitch: 0, byColor: {}, seenBy: "nobody" },
      writes: stored.writes ?? null,
      artifacts: (stored.artifacts as unknown[] | undefined) ?? [],
      ledger: {
        path: reading.path,
        head: { seq: last?.seq ?? -1, hash: last?.hash ?? ("sha256:" as never), at: 0 },
        entries: entries.filter((entry) => entry.runId === runId).length,
        verified: reading.verification.verified,
      },
    },
    now,
  ) as unknown as Record<string, unknown>;
}

/** True when the run of this document has neither ended nor is unknown. */
export function isOpen(entries: readonly LedgerEntry[], runId: string): boolean {
  return foldRun(eventsOfRun(entries, runId)).ended === null;
}

/** The last lines that a person reads: what happened, in numbers. */
export function summary(document: Readonly<Record<string, unknown>>): string {
  const run = document as {
    runId: string;
    outcome: string;
    service: string;
    from: { color: string; version: string };
    to: { color: string; version: string };
    activeColor: string;
    reason: { text: string } | null;
    startedAt: string;
    endedAt: string | null;
    traffic: { requests: number; failed: number; failedBySwitch: number; seenBy: string; p95?: number | null } | null;
    writes: { accepted: number; stored: number; duplicated: number; lost: number } | null;
    flips: { from: string; to: string; ms: number | null }[];
    backout: { ms: number } | null;
    ledger: { entries: number; verified: boolean };
    artifacts: string[];
  };
  const lines = [
    `${run.outcome}  ${run.service} ${run.from.version} → ${run.to.version}, ${run.activeColor} is active${run.reason ? `: ${run.reason.text}` : ""}`,
  ];
  if (run.traffic && run.traffic.seenBy !== "nobody")
    lines.push(
      `traffic   ${run.traffic.requests} requests, ${run.traffic.failed} failed, ${run.traffic.failedBySwitch} by the switch${run.traffic.p95 == null ? "" : `, p95 ${run.traffic.p95.toFixed(0)} ms`}`,
    );
  if (run.writes)
    lines.push(
      `writes    ${run.writes.accepted} accepted, ${run.writes.stored} stored, ${run.writes.lost} lost, ${run.writes.duplicated} twice`,
    );
  for (const flip of run.flips)
    if (flip.ms !== null) lines.push(`flip      ${flip.from} → ${flip.to} in ${(flip.ms / 1000).toFixed(2)} s`);
  if (run.backout) lines.push(`backout   ${(run.backout.ms / 1000).toFixed(2)} s`);
  lines.push(`ledger    ${run.ledger.entries} entries, ${run.ledger.verified ? "chain verified" : "CHAIN BROKEN"}`);
  const report = run.artifacts.find((file) => file.endsWith("report.html"));
  if (report) lines.push(`report    ${report}`);
  return lines.join("\n");
}
