import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { type LedgerEntry, type LedgerFailure, parseLine } from "../../core/ledger/index.ts";

/**
 * Holds the extracts that lie with the runs' reports against the ledger: who cuts its end off, with the recorded head
 * and all later checkpoints, still has to find every report. An extract that cannot be read says nothing.
 */
export function checkExtracts(
  reports: string,
  entries: readonly LedgerEntry[],
  ledger: string,
): { readonly checked: number; readonly failures: readonly LedgerFailure[] } {
  const bySeq = new Map(entries.map((entry) => [entry.seq, entry]));
  const last = entries.at(-1)?.seq ?? -1;
  const failures: LedgerFailure[] = [];
  let checked = 0;
  for (const runId of existsSync(reports) ? readdirSync(reports).sort() : []) {
    const file = join(reports, runId, "ledger.jsonl");
    // A run of another state directory that reports into the same folder is none of this ledger's.
    if (!existsSync(file) || ledgerOf(join(reports, runId, "run.json")) !== ledger) continue;
    const extract = readFileSync(file, "utf8")
      .split("\n")
      .filter((line) => line !== "")
      .map(parseLine)
      .filter((entry): entry is LedgerEntry => !("problem" in entry));
    for (const entry of extract) {
      checked += 1;
      const own = bySeq.get(entry.seq);
      if (own?.hash === entry.hash) continue;
      const at = { line: entry.seq + 1, seq: entry.seq };
      if (own === undefined)
        failures.push({
          ...at,
          code: entry.seq > last ? "truncated" : "deleted",
          text: `entry ${entry.seq} (${entry.kind}) is not there, but the report of run ${runId} has it`,
        });
      else
        failures.push({
          ...at,
          code: "changed",
          text: `entry ${entry.seq} (${own.kind}) is not the one that the report of run ${runId} has`,
        });
    }
  }
  return { checked, failures };
}

/** The path of the original that a report names. */
function ledgerOf(file: string): string | null {
  try {
    const { ledger } = JSON.parse(readFileSync(file, "utf8")) as { ledger?: { path?: unknown } };
    return typeof ledger?.path === "string" ? resolve(ledger.path) : null;
  } catch {
    return null;
  }
}
