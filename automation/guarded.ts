import type { OperationReport } from "../adapters/engine/stack.ts";
import { OperationRefused } from "../adapters/engine/stack.ts";
import { openLedger } from "../adapters/ledger/index.ts";
import { freezeDecision, readPolicySources } from "../adapters/policy/index.ts";
import { type Decision, decisionText, type RequestKind } from "../core/freeze/index.ts";
import type { CommandContext, CommandResult } from "./cli/command.ts";
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
  create = false,
): Promise<CommandResult> {
  const session = await openSession(context, create);
  const { stack } = session.project;
  const sections = await readSections(session);
  // A person's operation and a driver's must not meet on one stack.
  if (operation.apply) refuseIfHeld(context, stack);
  const decision = await decisionOf(session, verb, sections);
  const record = (applied: boolean, report: OperationReport): void => {
    if (!operation.apply) return;
    const ledger = openLedger(context.stateDir, context.now);
    try {
      ledger.append({
        actor: personOf(),
        runId: null,
        kind: "operation.decided",
        body: {
          verb,
          stack,
          decision: decision.decision,
          rule: decision.rule,
          ticket: decision.evidence.ticket,
          applied,
          operations: report.operations,
        },
      });
    } finally {
      ledger.close();
    }
  };
  const result = (report: OperationReport, applied: boolean, exitCode: 0 | 1, text: string): CommandResult => ({
    exitCode,
    document: { decision, operations: report.operations, policies: report.policies, applied },
    text,
  });
  const refuse = (report: OperationReport, text: string): CommandResult => {
    record(false, report);
    return result(report, false, 1, `refused: ${text}`);
  };
  await clearLock(session);
  let planned: OperationReport | null = null;
  try {
    planned = operation.preview ? await operation.preview(session) : null;
  } catch (error) {
    if (error instanceof OperationRefused) return refuse(error.report, refusalText(error));
    throw error;
  }
  const empty = planned !== null && changes(planned) === 0;
  if (empty && verb === "up") return result(planned!, false, 0, "nothing to change");
  if (decision.decision === "deny") return refuse(planned ?? noReport, decisionText(decision));
  if (!operation.apply) return result(planned ?? noReport, false, 0, describe(planned ?? noReport));
  // The decision stands in the ledger before anything is touched.
  record(true, planned ?? noReport);
  try {
    const report = await operation.apply(session);
    return result(report, true, 0, describe(report));
  } catch (error) {
    if (error instanceof OperationRefused) return refuse(error.report, refusalText(error));
    throw error;
  }
}

async function decisionOf(
  session: Session,
  verb: GuardedVerb,
  sections: Readonly<Record<string, unknown>>,
): Promise<Decision> {
  const { run: _, ...config } = sections;
  const now = session.context.now();
  const sources = await readPolicySources(session.project.dir, now, config);
  return freezeDecision({ stack: session.project.stack, config }, sources, now, { kind: kinds[verb] });
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
