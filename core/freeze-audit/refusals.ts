import { runIds } from "../cutover/index.ts";
import type { LedgerEntry } from "../ledger/index.ts";
import { recordOf } from "./entries.ts";

/** Something that a gate said no to. Instants are RFC 3339. */
export interface Refusal {
  /** Of its entry in the ledger. */
  readonly seq: number;
  readonly at: string;
  readonly actor: string;
  readonly stack: string | null;
  /** up, destroy, …, cutover, merge; `up or preview` where a pack or guard cannot tell. */
  readonly verb: string;
  readonly via: "command" | "cutover" | "pack" | "guard" | "merge-check";
  readonly code: string;
  readonly text: string;
  readonly ticket: string | null;
  readonly window: string | null;
  /** Names of telling variables that were set. */
  readonly variables: readonly string[];
}

/** Every refusal that the ledger holds, oldest first. */
export function refusalsOf(entries: readonly LedgerEntry[]): Refusal[] {
  const stacks = stackOfRuns(entries);
  return entries.flatMap((entry): Refusal[] => {
    const { seq, at, actor } = entry;
    const of = (fields: Omit<Refusal, "seq" | "at" | "actor" | "variables"> & Partial<Refusal>): Refusal[] => [
      { seq, at, actor, variables: [], ...fields },
    ];
    const decided = recordOf(entry, "operation.decided");
    if (decided?.decision === "deny")
      return of({
        stack: decided.stack,
        verb: decided.verb,
        via: "command",
        code: "freeze-refused",
        text: decided.reasons.map(({ text }) => text).join("\n"),
        ticket: decided.ticket,
        window: decided.window?.name ?? null,
      });
    const refused = recordOf(entry, "operation.refused");
    if (refused)
      return of({
        stack: refused.stack,
        verb: refused.verb,
        via: "command",
        code: refused.code,
        text: refused.text,
        ticket: null,
        window: null,
      });
    const collected = recordOf(entry, "refusal.collected");
    if (collected) {
      const { note, writtenAt } = collected;
      return of({
        at: writtenAt,
        stack: note.stack,
        verb: note.preview ? "up or preview" : "up",
        via: note.by,
        code: note.code,
        text: note.text,
        ticket: note.ticket,
        window: note.window,
        variables: note.variables,
      });
    }
    const check = recordOf(entry, "check.collected");
    if (check) return of({ stack: null, verb: "merge", via: "merge-check", ...mergeFacts(check.document, at) });
    if (entry.runId === null) return [];
    const stack = stacks.get(entry.runId) ?? null;
    const reason = (entry.body as { reason?: { code?: string; text?: string } | null }).reason;
    if (!["run.ended", "hold.entered"].includes(entry.kind) || reason?.code !== "freeze") return [];
    const text = reason.text ?? "";
    return of({ stack, verb: "cutover", via: "cutover", code: "freeze-refused", text, ticket: null, window: null });
  });
}

function mergeFacts(
  document: Readonly<Record<string, unknown>>,
  at: string,
): Pick<Refusal, "at" | "code" | "text" | "ticket" | "window"> {
  const { generatedAt, error, reasons, evidence, window } = document as {
    generatedAt?: string;
    error?: { code?: string; message?: string };
    reasons?: { code?: string; text?: string }[];
    evidence?: { ticket?: string | null };
    window?: { name?: string } | null;
  };
  return {
    at: generatedAt ?? at,
    code: error?.code ?? "freeze-refused",
    text: error?.message ?? (reasons ?? []).map(({ text }) => text ?? "").join("\n"),
    ticket: evidence?.ticket ?? null,
    window: window?.name ?? null,
  };
}

export function stackOfRuns(entries: readonly LedgerEntry[]): ReadonlyMap<string, string> {
  const known = new Set(runIds(entries));
  return new Map(
    entries.flatMap(({ kind, runId, body }) => {
      const stack = (body as { plan?: { stack?: string } }).plan?.stack;
      return kind === "run.started" && runId !== null && known.has(runId) && stack ? [[runId, stack] as const] : [];
    }),
  );
}
