import { isAbsolute, join, resolve } from "node:path";
import { ledgerVerifier, publicKeyPath, readLedger } from "../../adapters/ledger/index.ts";
import { checkCheckpoints, type LedgerFailure } from "../../core/ledger/index.ts";
import type { CommandContext, CommandResult } from "../cli/command.ts";
import { checkExtracts } from "./extracts.ts";

/** Verifies chain, recorded head, signed checkpoints and the extracts of the reports; exit 1 names what is wrong. */
export function verifyLedger(
  context: CommandContext,
  options: { readonly key: string | undefined; readonly reports: string },
): CommandResult {
  const { stateDir, cwd } = context;
  const reading = readLedger(stateDir);
  const { entries, verification, recorded, tail, path } = reading;
  const at = (file: string): string => (isAbsolute(file) ? file : join(cwd, file));
  const keys = options.key === undefined ? publicKeyPath(stateDir) : at(options.key);
  const checkpoints = checkCheckpoints(entries, ledgerVerifier(keys));
  const extracts = checkExtracts(at(options.reports), entries, resolve(path));
  const failures = unique([...verification.failures, ...checkpoints.failures, ...extracts.failures]);
  if (recorded === "unreadable" || (recorded === "absent" && entries.length > 0))
    failures.push({
      code: "truncated",
      line: entries.length + 1,
      seq: null,
      text: `ledger.head is ${recorded}: whether the end was cut off cannot be told`,
    });
  const verified = failures.length === 0;
  const { head } = verification;
  const signed =
    checkpoints.signedUpTo < 0
      ? "no entry is signed yet"
      : `signed up to entry ${checkpoints.signedUpTo} by ${checkpoints.count} checkpoints`;
  const text = [
    `${path}: ${entries.length} entries, head ${head.seq} ${head.hash}`,
    `${signed}; ${extracts.checked} entries of reports looked up`,
    ...failures.map((f) => `  ${f.code.padEnd(11)} line ${f.line}: ${f.text}`),
    ...(tail > 0 ? [`${tail} bytes behind the last line: a write in progress, or one that a crash cut off`] : []),
    verified ? "verified" : `NOT whole: ${failures.length} deviations`,
  ].join("\n");
  return {
    exitCode: verified ? 0 : 1,
    document: {
      path,
      verified,
      entries: entries.length,
      head: { seq: head.seq, hash: head.hash },
      recorded: typeof recorded === "string" ? recorded : "reached",
      tail,
      checkpoints: { count: checkpoints.count, signedUpTo: checkpoints.signedUpTo, keys },
      extracts: extracts.checked,
      failures,
    },
    text,
  };
}

/** What two checks say of one entry in one word stands once. */
function unique(failures: readonly LedgerFailure[]): LedgerFailure[] {
  const seen = new Set<string>();
  return failures
    .filter(({ code, seq, line }) => {
      const key = `${code} ${seq ?? `line ${line}`}`;
      return !seen.has(key) && seen.add(key);
    })
    .sort((a, b) => a.line - b.line);
}
