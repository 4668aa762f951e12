import type { LedgerWriter } from "../../adapters/ledger/index.ts";
import type { Decision } from "../../core/freeze/index.ts";
import { decisionRecord } from "../../core/freeze-audit/index.ts";

/** Writes a run's freeze decisions to the ledger: the first, and each that differs from the one before it. */
export function freezeRecorder(
  ledger: Pick<LedgerWriter, "append">,
  runId: string,
  stack: string,
  actor: string,
): (decision: Decision) => void {
  let last = "";
  return (decision) => {
    const record = decisionRecord(decision);
    const text = JSON.stringify(record);
    if (text === last) return;
    ledger.append({ actor, runId, kind: "freeze.decided", body: { stack, ...record } });
    last = text;
  };
}
