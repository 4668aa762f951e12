import { setTimeout as sleep } from "node:timers/promises";
import { ledgerSigner, openLedger } from "../../adapters/ledger/index.ts";
import { MaestroError } from "../../core/errors/index.ts";
import { checkpointDraft, digestOf, type EntryDraft } from "../../core/ledger/index.ts";

export interface RecordPlace {
  readonly stateDir: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly now: () => number;
}

/**
 * Brings entries into the ledger that are not there yet, and signs them.
 *
 * @param waitMs How long to wait for a ledger that a driver holds.
 * @returns `waiting` where it could not be written: what is safe to do is done all the same
 */
export async function recordEntries(
  { stateDir, env, now }: RecordPlace,
  drafts: readonly EntryDraft[],
  waitMs: number,
): Promise<"written" | "waiting"> {
  const end = performance.now() + waitMs;
  for (;;) {
    try {
      const ledger = openLedger(stateDir, now, { purpose: "an experiment" });
      try {
        const known = new Set(
          ledger.entries
            .filter(({ kind }) => kind.startsWith("experiment."))
            .map(({ kind, body }) => digestOf([kind, body])),
        );
        const missing = drafts.filter(({ kind, body }) => !known.has(digestOf([kind, body])));
        for (const draft of missing) ledger.append(draft);
        if (missing.length > 0)
          ledger.append(checkpointDraft(ledger.head, ledgerSigner(stateDir, env), missing[0]!.actor, null));
      } finally {
        ledger.close();
      }
      return "written";
    } catch (error) {
      if (!(error instanceof MaestroError)) throw error;
      if (error.code !== "ledger-locked" || performance.now() >= end) return "waiting";
      await sleep(100);
    }
  }
}
