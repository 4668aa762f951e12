import { existsSync, mkdirSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { OperationReport } from "../../adapters/engine/stack.ts";
import { writeFileAtomic } from "../../adapters/files/atomic.ts";
import { type LedgerWriter, ledgerPath, readLedger } from "../../adapters/ledger/index.ts";
import { readNotify } from "../../adapters/outbox/index.ts";
import { approvedPlanDigest, foldRun, type PlanStep, type RunEvent, runDocument } from "../../core/cutover/index.ts";
import { entryLine } from "../../core/ledger/index.ts";
import type { GroupCounters, TargetOutputs } from "../../core/target/index.ts";
import { incidentOf } from "./incident.ts";
import { previewFacts } from "./preview-facts.ts";
import { previewMarkdown } from "./preview-markdown.ts";
import type { JudgedLook } from "./report/judge.ts";
import { reportHtml } from "./report-html.ts";
import { type Session, targetOf } from "./session.ts";
import {
  countersOrNone,
  findLoad,
  type TrafficTotals,
  totalsOfLoad,
  totalsOfRouter,
  type WriteTotals,
  writesOfLoad,
} from "./traffic.ts";

export interface ReporterOptions {
  readonly session: Session;
  readonly runId: string;
  readonly directory: string;
  readonly ledger: Pick<LedgerWriter, "entries" | "head">;
  readonly events: () => readonly RunEvent[];
  /** The stack's latest outputs, as the driver knows them. */
  readonly outputs: () => Promise<TargetOutputs>;
}

const nobody: TrafficTotals = { requests: 0, failed: 0, failedBySwitch: 0, byColor: {}, seenBy: "nobody" };

/** Writes everything under `reports/<runId>/`. It can be called at any time; a later call replaces what is there. */
export class Reporter {
  readonly #options: ReporterOptions;
  readonly #dueDays: number;
  #before: readonly GroupCounters[] | null = null;
  /** The document that was written last. */
  latest: Record<string, unknown> | null = null;

  constructor(options: ReporterOptions) {
    this.#options = options;
    this.#dueDays = readNotify(options.session.project.dir).review.dueDays;
    mkdirSync(options.directory, { recursive: true });
  }

  /** Notes the router's counters, so that the totals are the run's own. */
  async begin(): Promise<void> {
    this.#before = await this.#counters();
  }

  async preview(step: PlanStep, report: OperationReport): Promise<void> {
    const { plan } = foldRun(this.#options.events());
    const { project, context } = this.#options.session;
    const facts = await previewFacts(project.dir, project.stack, context.now(), approvedPlanDigest(plan));
    writeFileAtomic(join(this.#options.directory, "preview.md"), previewMarkdown({ plan, step, report, facts }));
  }

  /** @returns the document without its envelope. */
  async write(): Promise<Record<string, unknown>> {
    const { session, runId, directory, ledger } = this.#options;
    const { context } = session;
    const events = this.#options.events();
    const entries = ledger.entries.filter((entry) => entry.runId === runId);
    const file = (name: string, text: string): void => writeFileAtomic(join(directory, name), text, { durable: false });
    file("ledger.jsonl", entries.map((entry) => `${entryLine(entry)}\n`).join(""));
    const { traffic, writes } = await this.#totals();
    const render = (): Record<string, unknown> =>
      runDocument(
        runId,
        events,
        {
          traffic,
          writes,
          artifacts: artifactsIn(directory),
          ledger: {
            path: ledgerPath(context.stateDir),
            head: ledger.head,
            entries: entries.length,
            verified: readLedger(context.stateDir).verification.verified,
          },
        },
        context.now(),
      ) as unknown as Record<string, unknown>;
    const state = foldRun(events);
    if (state.backout !== null || state.due !== null)
      file("incident.json", `${JSON.stringify(incidentOf(runId, state, context.now(), this.#dueDays), null, 2)}\n`);
    file("report.html", reportHtml(render() as never, events, looksIn(directory)));
    const document: Record<string, unknown> = { ...render(), artifacts: artifactsIn(directory, ["run.json"]) };
    const envelope = {
      schemaVersion: "1.0",
      kind: "cutover.run",
      exitCode: exitCodeOf(document.outcome),
      generatedAt: new Date(context.now()).toISOString(),
    };
    file("run.json", `${JSON.stringify({ ...envelope, ...document }, null, 2)}\n`);
    this.latest = document;
    return document;
  }

  async #totals(): Promise<{ traffic: TrafficTotals; writes: WriteTotals | null }> {
    const load = findLoad(this.#options.session.context.stateDir);
    if (load && existsSync(join(load.dir, "summary.json"))) {
      const traffic = totalsOfLoad(load);
      const ended = foldRun(this.#options.events()).ended !== null;
      return { traffic, writes: ended ? await this.#writes(load) : null };
    }
    if (this.#before === null) return { traffic: nobody, writes: null };
    return { traffic: totalsOfRouter(this.#before, await this.#counters()), writes: null };
  }

  async #writes(load: { dir: string; run: string }): Promise<WriteTotals | null> {
    try {
      const { handle } = await this.#options.outputs();
      return await writesOfLoad(load, readFileSync(String(handle.urlFile), "utf8"));
    } catch {
      return null;
    }
  }

  async #counters(): Promise<readonly GroupCounters[]> {
    try {
      return await countersOrNone(targetOf(await this.#options.outputs()));
    } catch {
      return [];
    }
  }
}

/** The exit code that a run's outcome stands for. */
export function exitCodeOf(outcome: unknown): 0 | 1 | 3 {
  if (outcome === "held") return 3;
  return outcome === "backedOut" || outcome === "refused" ? 1 : 0;
}

/** The judge's artifacts, oldest first. */
function looksIn(directory: string): JudgedLook[] {
  const folder = join(directory, "aca");
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => name.endsWith(".json"))
    .map((name) => JSON.parse(readFileSync(join(folder, name), "utf8")) as JudgedLook)
    .sort((a, b) => a.judgedAt.localeCompare(b.judgedAt));
}

function artifactsIn(directory: string, more: readonly string[] = []): string[] {
  const names = readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.name.endsWith(".tmp"))
    .map((entry) => join(entry.parentPath, entry.name));
  return [...new Set([...names, ...more.map((name) => join(directory, name))])].sort();
}
