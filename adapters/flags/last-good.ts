import { mkdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import * as z from "zod";
import { sha256 } from "../../core/ledger/index.ts";
import { writeFileAtomic } from "../files/atomic.ts";

const schema = z.strictObject({
  schemaVersion: z.literal("1.0"),
  savedAt: z.string(),
  digest: z.string(),
  text: z.string(),
});

export interface LastGood {
  readonly text: string;
  readonly digest: string;
  readonly savedAt: string;
}

/** One file a source: two registries that share a state directory must not stand in for each other. */
function pathOf(stateDir: string, source: string): string {
  return join(stateDir, "flags", `last-good-${sha256(source).slice(7, 19)}.json`);
}

/** The registry that was last found sound, or null where there is none or its digest does not fit. */
export function readLastGood(stateDir: string, source: string): LastGood | null {
  try {
    const value = schema.parse(JSON.parse(readFileSync(pathOf(stateDir, source), "utf8")));
    return value.digest === sha256(value.text) ? value : null;
  } catch {
    return null;
  }
}

/** @throws OutsideError `disk-full`, `file-not-writable`; what was there stays */
export function writeLastGood(stateDir: string, source: string, text: string, now: number): void {
  const path = pathOf(stateDir, source);
  mkdirSync(dirname(path), { recursive: true });
  const value = { schemaVersion: "1.0", savedAt: new Date(now).toISOString(), digest: sha256(text), text };
  writeFileAtomic(path, `${JSON.stringify(value)}\n`, { mode: 0o600 });
}
