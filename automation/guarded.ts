import { type Command as Commander, Option } from "commander";
import type { OperationReport } from "../adapters/engine/stack.ts";
import { OperationRefused } from "../adapters/engine/stack.ts";
import { openLedger, readLedger } from "../adapters/ledger/index.ts";
import { assertClock, freezeDecision, judgeContracts, readPolicySources } from "../adapters/policy/index.ts";
import { configDigest } from "../core/config/index.ts";
import { InputError, MaestroError, RefusedError } from "../core/errors/index.ts";
import { type Decision, decisionText, type RequestKind } from "../core/freeze/index.ts";
import { decisionRecord, type RecordKind } from "../core/freeze-audit/index.ts";
import { rfc3339 } from "../core/time/index.ts";
import type { CommandContext, CommandResult } from "./cli/command.ts";
import { recordBreakage } from "./contracts/breakage.ts";
import { personOf, refuseIfHeld } from "./cutover/run.ts";
import { clearLock, openSession, readSections, type Session } from "./cutover/session.ts";

export type GuardedVerb = "up" | "preview" | "destroy" | "refresh" | "import";

const kinds: Readonly<Record<GuardedVerb, RequestKind>> = {
  up: "deploy",
  preview: "deploy",
  destroy: "destroy",
  refresh: "refresh",
  import: "import",
};

/** More than clocks of machines that share a ledger differ, in ms. */
const clockTolerance = 5 * 60_000;

/** A clock is no option of an operation; that one was given is refused, and the ledger has it. */
export const noClock = (leaf: Commander): Commander =>
  leaf.addOption(new Option("--now <time>", "refused: an operation is decided by the machine's clock").hideHelp());

const noReport: OperationReport = {
  operations: { create: 0, update: 0, replace: 0, delete: 0, same: 0 },
  policies: [],
  durationMs: 0,
};

export interface Operation {
  /** What would be done, without doing it; null where the engine has no preview of it. */
  readonly preview: ((session: Session) => Promise<OperationReport>) | null;
  readonly apply: ((session: Session) => Promise<OperationReport>) | null;
}

/**
 * Runs an engine operation behind the gate: previews it first, judges what is planned, and only then runs it. An
 * empty preview runs nothing and passes. The decision goes to the ledger.
 */
export async function guarded(
  context: CommandContext,
  verb: GuardedVerb,
  operation: Operation,
  options: Readonly<Record<string, unknown>> = {},
): Promise<CommandResult> {
  // The first up of a stack makes it.
  const session = await openSession(context, verb === "up");
  const { stack } = session.project;
  const sections = await readSections(session);
  // A person's operation and a driver's must not meet on one stack.
  if (operation.apply) refuseIfHeld(context, stack);
  const write = (kind: RecordKind, body: Readonly<Record<string, unknown>>): number | null => {
    if (!operation.apply) return null;
    const ledger = openLedger(context.stateDir, context.now);
    try {
      return ledger.append({ actor: personOf(), runId: null, kind, body: { verb, stack, ...body } }).seq;
    } finally {
      ledger.close();
    }
  };
  const decision = await decisionOf(session, verb, sections, options.now !== undefined).catch((error: unknown) => {
    if (error instanceof MaestroError) write("operation.refused", { code: error.code, text: error.message });
    throw error;
  });
  const { environment = null, service = null } = sections;
  const config = { environment, service, configDigest: configDigest(sections) };
  const record = (applied: boolean, report: OperationReport): number | null =>
    write("operation.decided", { ...decisionRecord(decision), ...config, applied, operations: report.operations });
  const result = (report: OperationReport, applied: boolean, exitCode: 0 | 1, text: string): CommandResult => ({
    exitCode,
    document: { decision, operations: report.operations, policies: report.policies, applied },
    text,
  });
  const refuse = (report: OperationReport, text: string): CommandResult => {
    record(false, report);
    return result(report, false, 1, `refused: ${text}`);
  };
  const refused = async (error: OperationRefused): Promise<CommandResult> => {
    const answer = refuse(error.report, refusalText(error));
    if (operation.apply) await noteBreakage(session, verb, sections);
    return answer;
  };
  await clearLock(session);
  let planned: OperationReport | null = null;
  try {
    planned = operation.preview ? await operation.preview(session) : null;
  } catch (error) {
    if (error instanceof OperationRefused) return await refused(error);
    throw error;
  }
  const empty = planned !== null && changes(planned) === 0;
  if (empty && verb === "up") return result(planned!, false, 0, "nothing to change");
  if (decision.decision === "deny") return refuse(planned ?? noReport, decisionText(decision));
  if (!operation.apply) return result(planned ?? noReport, false, 0, describe(planned ?? noReport));
  // The decision stands in the ledger before anything is touched.
  const decided = record(true, planned ?? noReport);
  const end = (outcome: "succeeded" | "failed" | "refused", error: unknown): void => {
    const code = error === null ? null : error instanceof MaestroError ? error.code : "internal";
    write("operation.ended", { decided, outcome, error: code });
  };
  try {
    const report = await operation.apply(session);
    end("succeeded", null);
    return result(report, true, 0, describe(report));
  } catch (error) {
    end(error instanceof OperationRefused ? "refused" : "failed", error);
    if (error instanceof OperationRefused) return await refused(error);
    throw error;
  }
}

/** What the rules have refused may be a break of contracts: of that the ledger and people are told. */
async function noteBreakage(
  session: Session,
  verb: GuardedVerb,
  sections: Readonly<Record<string, unknown>>,
): Promise<void> {
  const { context, project } = session;
  const { run: _, ...config } = sections;
  const deployment = { stack: project.stack, config };
  // The refusal stands, whatever can be said of its reasons.
  const judged = await judgeContracts(project.dir, deployment, context.now()).catch(() => null);
  const attempt = { projectDir: project.dir, stack: project.stack, verb, actor: personOf() };
  await recordBreakage(context, attempt, judged?.problems ?? []);
}

async function decisionOf(
  { context, project }: Session,
  verb: GuardedVerb,
  sections: Readonly<Record<string, unknown>>,
  clockGiven: boolean,
): Promise<Decision> {
  if (clockGiven)
    throw new InputError("clock-given", `maestro ${verb} decides by the machine's clock`, {
      field: "--now",
      next: "maestro freeze simulate --at TIME says what would be decided then",
    });
  const now = context.now();
  assertClock(now);
  refuseIfSetBack(readLedger(context.stateDir).entries.at(-1)?.at, now);
  const { dir, stack } = project;
  const { run: _, ...config } = sections;
  const deployment = { stack, config };
  return freezeDecision(deployment, await readPolicySources(dir, now, deployment), now, { kind: kinds[verb] });
}

/** The ledger's last entry cannot have been written later than now. @throws RefusedError `clock-set-back` */
function refuseIfSetBack(last: string | undefined, now: number): void {
  if (last === undefined || now >= Date.parse(last) - clockTolerance) return;
  throw new RefusedError(
    "clock-set-back",
    `the machine's clock says ${rfc3339(Math.floor(now / 1000) * 1000)}, but the ledger's last entry is of ${last}`,
    { next: "set the machine's clock" },
  );
}

/** What the rules said, each once: a rule on the root and its report at the end say the same. */
function refusalText({ report, message }: OperationRefused): string {
  const said = report.policies
    .filter((p) => p.level === "mandatory")
    .map((p) => p.message.split("\n").slice(1).join("\n").trim() || p.message);
  return said.length === 0 ? message : [...new Set(said)].join("\n");
}

function changes({ operations: { create, update, replace, delete: removed } }: OperationReport): number {
  return create + update + replace + removed;
}

function describe({ operations: o, policies }: OperationReport): string {
  const advisories = policies.map((p) => `${p.level}  ${p.rule}: ${p.message}`);
  return [
    `${o.create} created, ${o.update} updated, ${o.replace} replaced, ${o.delete} deleted, ${o.same} unchanged`,
    ...advisories,
  ].join("\n");
}
