import { HeldError } from "../errors/index.ts";
import type { EntryDraft, LedgerEntry } from "../ledger/index.ts";
import { eventSchemas, type RunEvent, type RunEventKind, type RunFact } from "./events.ts";

/** The ledger's draft of a fact of a run. */
export function toDraft(fact: RunFact, runId: string, actor: string): EntryDraft {
  const { kind, ...body } = fact;
  return { actor, runId, kind, body };
}

/**
 * The events of one run among a ledger's entries, in order. Kinds that are not a run's are passed over.
 * @throws HeldError `ledger-entry-invalid` for an entry of a run whose body this version cannot read
 */
export function eventsOfRun(entries: readonly LedgerEntry[], runId: string): RunEvent[] {
  return entries.filter((entry) => entry.runId === runId && entry.kind in eventSchemas).map(toEvent);
}

/** @throws HeldError `ledger-entry-invalid` */
export function toEvent(entry: LedgerEntry): RunEvent {
  const schema = eventSchemas[entry.kind as RunEventKind] as (typeof eventSchemas)[RunEventKind] | undefined;
  const parsed = schema?.safeParse(entry.body);
  if (parsed?.success) return { kind: entry.kind, at: Date.parse(entry.at), ...parsed.data } as RunEvent;
  const issue = parsed?.error.issues[0];
  throw new HeldError(
    "ledger-entry-invalid",
    `ledger entry ${entry.seq} (${entry.kind}) cannot be read${issue ? `: ${issue.path.map(String).join(".")} ${issue.message}` : ""}`,
    { line: entry.seq + 1, field: entry.kind, next: "read it with the version that wrote it, or have a person look" },
  );
}

/** The ids of the runs in a ledger, in order of their start. */
export function runIds(entries: readonly LedgerEntry[]): string[] {
  return entries.flatMap((entry) => (entry.kind === "run.started" && entry.runId !== null ? [entry.runId] : []));
}
