import { join } from "node:path";
import {
  type LedgerEntry,
  type LedgerHead,
  type LedgerVerification,
  parseLine,
  verifyEntries,
} from "../../core/ledger/index.ts";
import { type LedgerFs, nodeFs, readIfThere } from "./fs.ts";
import { readHead } from "./headFile.ts";

export interface LedgerReading {
  readonly path: string;
  /** The entries that could be read, in the file's order; trust them only when `verification.verified`. */
  readonly entries: readonly LedgerEntry[];
  readonly lines: readonly string[];
  readonly recorded: LedgerHead | "absent" | "unreadable";
  /** Bytes behind the last newline: a write in progress, or one that a crash cut off. */
  readonly tail: number;
  readonly verification: LedgerVerification;
}

export function ledgerPath(dir: string): string {
  return join(dir, "ledger.jsonl");
}

/**
 * Reads and verifies a ledger without a lock. The head is read before the lines, so that a writer at work can only be
 * seen to be ahead of it. A ledger that is not there is an empty one.
 * @throws OutsideError `ledger-io` when it is there and cannot be read
 */
export function readLedger(dir: string, fs: LedgerFs = nodeFs): LedgerReading {
  const recorded = readHead(fs, dir);
  const path = ledgerPath(dir);
  const bytes = readIfThere(fs, path) ?? Buffer.alloc(0);
  const end = bytes.lastIndexOf(0x0a) + 1;
  const lines =
    end === 0
      ? []
      : bytes
          .subarray(0, end - 1)
          .toString("utf8")
          .split("\n");
  const verification = verifyEntries(lines, typeof recorded === "string" ? null : recorded);
  const entries = lines.map(parseLine).filter((entry): entry is LedgerEntry => !("problem" in entry));
  return { path, entries, lines, recorded, tail: bytes.length - end, verification };
}
