import { runIds } from "../cutover/index.ts";
import type { LedgerEntry } from "../ledger/index.ts";
import { recordOf } from "./entries.ts";
import type { EngineUpdate } from "./update.ts";

/** One update that the ledger says was allowed, and when it can have run. Times are epoch ms. */
export interface Authorisation {
  readonly seq: number;
  readonly stack: string;
  readonly kind: EngineUpdate["kind"];
  readonly from: number;
  readonly until: number;
  readonly runId: string | null;
  /** The decision's rule; `backout` for a backout. Null where the ledger does not hold it. */
  readonly rule: string | null;
  readonly decidedAt: number;
  /** The ledger says that it succeeded. */
  readonly succeeded: boolean;
}

/** How long an operation may have run that has no end in the ledger: it crashed, or runs still. */
const longestMs = 2 * 3_600_000;

const kinds: Readonly<Record<string, EngineUpdate["kind"]>> = {
  up: "update",
  destroy: "destroy",
  refresh: "refresh",
  import: "import",
};

/** Every update that a command or a cutover's driver was allowed to run. */
export function authorisations(entries: readonly LedgerEntry[]): Authorisation[] {
  return [...ofCommands(entries), ...ofRuns(entries)].sort((a, b) => a.from - b.from || a.seq - b.seq);
}

function ofCommands(entries: readonly LedgerEntry[]): Authorisation[] {
  const ends = new Map<number, { readonly at: number; readonly succeeded: boolean }>();
  for (const entry of entries) {
    const ended = recordOf(entry, "operation.ended");
    if (ended) ends.set(ended.decided, { at: Date.parse(entry.at), succeeded: ended.outcome === "succeeded" });
  }
  return entries.flatMap((entry): Authorisation[] => {
    const body = recordOf(entry, "operation.decided");
    const kind = body && kinds[body.verb];
    if (!body || !kind || !body.applied || body.decision !== "allow") return [];
    const from = Date.parse(entry.at);
    const end = ends.get(entry.seq);
    return [
      {
        seq: entry.seq,
        stack: body.stack,
        kind,
        from,
        until: end?.at ?? from + longestMs,
        runId: null,
        rule: body.rule,
        decidedAt: from,
        succeeded: end?.succeeded ?? false,
      },
    ];
  });
}

function ofRuns(entries: readonly LedgerEntry[]): Authorisation[] {
  return runIds(entries).flatMap((runId) => {
    const own = entries.filter((entry) => entry.runId === runId);
    const stack = own.flatMap(({ kind, body }) => (kind === "run.started" ? planOf(body) : []))[0]?.stack;
    if (stack === undefined) return [];
    // A run of another version of the package may hold entries that this one cannot read: its intents still count.
    let rule: string | null = null;
    let decidedAt = Date.parse(own[0]!.at);
    return own.flatMap((entry, index): Authorisation[] => {
      const decided = recordOf(entry, "freeze.decided");
      if (decided) [rule, decidedAt] = [decided.rule, Date.parse(entry.at)];
      const backout = entry.kind === "backout.intent";
      if (entry.kind !== "step.intent" && !backout) return [];
      const outcome = own.slice(index + 1).find(({ kind }) => kind === (backout ? "backout.outcome" : "step.outcome"));
      const from = Date.parse(entry.at);
      const common = { seq: entry.seq, stack, kind: "update", from, runId } as const;
      const until = outcome ? Date.parse(outcome.at) : from + longestMs;
      return [{ ...common, until, rule: backout ? "backout" : rule, decidedAt, succeeded: false }];
    });
  });
}

function planOf(body: LedgerEntry["body"]): { readonly stack?: string }[] {
  const { plan } = body as { plan?: { stack?: string } };
  return plan === undefined ? [] : [plan];
}
