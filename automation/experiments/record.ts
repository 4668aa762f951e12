import { ledgerSigner } from "../../adapters/ledger/index.ts";
import { checkpointDraft, digestOf, type EntryDraft } from "../../core/ledger/index.ts";
import { intoLedger } from "../flags/into-ledger.ts";

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
export function recordEntries(
  { stateDir, env, now }: RecordPlace,
  drafts: readonly EntryDraft[],
  waitMs: number,
): Promise<"written" | "waiting"> {
  return intoLedger({ stateDir, now, waitMs, purpose: "an experiment" }, (ledger) => {
    const known = new Set(
      ledger.entries
        .filter(({ kind }) => kind.startsWith("experiment."))
        .map(({ kind, body }) => digestOf([kind, body])),
    );
    const missing = drafts.filter(({ kind, body }) => !known.has(digestOf([kind, body])));
    for (const draft of missing) ledger.append(draft);
    if (missing.length > 0)
      ledger.append(checkpointDraft(ledger.head, ledgerSigner(stateDir, env), missing[0]!.actor, null));
  });
}
