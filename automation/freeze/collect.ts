import { readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import type { LedgerWriter } from "../../adapters/ledger/index.ts";
import { refusalsFolder } from "../../adapters/policy/index.ts";
import { noteSchema, recordOf } from "../../core/freeze-audit/index.ts";
import { sha256 } from "../../core/ledger/index.ts";
import { documents } from "../documents/index.ts";

/** What was taken over, and files that are none of ours and were left. */
export interface Collected {
  readonly taken: number;
  readonly left: readonly string[];
}

const actor = "maestro freeze audit";

/**
 * Takes the notes of pack and guard over into the ledger, each once, and removes them: what anybody can write below the
 * project is worth more once it is chained, and nobody can take it back.
 */
export function collectNotes(projectDir: string, ledger: LedgerWriter): Collected {
  const folder = join(projectDir, refusalsFolder);
  const known = digestsOf(ledger, "refusal.collected");
  let taken = 0;
  const left: string[] = [];
  for (const { file, bytes, writtenAt } of filesIn(folder)) {
    const note = noteSchema.safeParse(parsed(bytes));
    if (!note.success) {
      left.push(join(refusalsFolder, file));
      continue;
    }
    const digest = sha256(bytes);
    if (!known.has(digest)) {
      ledger.append({ actor, runId: null, kind: "refusal.collected", body: { digest, note: note.data, writtenAt } });
      taken += 1;
    }
    rmSync(join(folder, file), { force: true });
  }
  return { taken, left };
}

/** Takes refusals of the pull-request check over: its documents, as `freeze-enforce --format json` printed them. */
export function collectChecks(folder: string, ledger: LedgerWriter): Collected {
  const known = digestsOf(ledger, "check.collected");
  let taken = 0;
  const left: string[] = [];
  for (const { file, bytes } of filesIn(folder)) {
    const document = documents["freeze-enforce"].safeParse(parsed(bytes));
    const { exitCode } = (document.data ?? {}) as { exitCode?: number };
    if (!document.success || exitCode === 0) {
      if (!document.success) left.push(join(folder, file));
      continue;
    }
    const digest = sha256(bytes);
    if (known.has(digest)) continue;
    const body = { digest, file, document: document.data as Record<string, unknown> };
    ledger.append({ actor, runId: null, kind: "check.collected", body });
    taken += 1;
  }
  return { taken, left };
}

function digestsOf(ledger: LedgerWriter, kind: "refusal.collected" | "check.collected"): Set<string> {
  return new Set(ledger.entries.flatMap((entry) => recordOf(entry, kind)?.digest ?? []));
}

function filesIn(folder: string): { file: string; bytes: Buffer; writtenAt: string }[] {
  let names: string[];
  try {
    names = readdirSync(folder);
  } catch {
    return [];
  }
  return names
    .filter((file) => file.endsWith(".json"))
    .sort()
    .map((file) => ({
      file,
      bytes: readFileSync(join(folder, file)),
      writtenAt: statSync(join(folder, file)).mtime.toISOString(),
    }));
}

function parsed(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString("utf8"));
  } catch {
    return null;
  }
}
