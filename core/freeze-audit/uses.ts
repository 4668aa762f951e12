import type { LedgerEntry } from "../ledger/index.ts";
import { recordOf } from "./entries.ts";
import { stackOfRuns } from "./refusals.ts";

/** A change that a window let through, and on what evidence. */
export interface Use {
  readonly seq: number;
  readonly at: string;
  readonly actor: string;
  readonly stack: string;
  /** up, destroy, …, cutover. */
  readonly verb: string;
  readonly runId: string | null;
  readonly rule: string;
  readonly ticket: string | null;
  readonly window: string | null;
  /** Ids of the exceptions and approvals that counted. */
  readonly approvals: readonly string[];
  readonly carveOut: string | null;
}

/** Every decision of the ledger that let a change through inside a window, oldest first. */
export function usesOf(entries: readonly LedgerEntry[]): Use[] {
  const stacks = stackOfRuns(entries);
  return entries.flatMap((entry): Use[] => {
    const { seq, at, actor, runId } = entry;
    const operation = recordOf(entry, "operation.decided");
    const run = recordOf(entry, "freeze.decided");
    const body = operation?.applied ? operation : run;
    if (body?.decision !== "allow" || body.rule === "no-window") return [];
    const { rule, ticket, approvals, carveOut } = body;
    const stack = operation?.stack ?? stacks.get(runId ?? "") ?? body.stack;
    const verb = operation?.verb ?? "cutover";
    return [
      { seq, at, actor, stack, verb, runId, rule, ticket, window: body.window?.name ?? null, approvals, carveOut },
    ];
  });
}
