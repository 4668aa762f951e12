import { readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";

/** Forgets what packs noted before; called before an `up` whose packs are to be timed. */
export function clearPackTimes(stateDir: string): void {
  rmSync(folderOf(stateDir), { recursive: true, force: true });
}

/**
 * Ms that the packs of the last `up` took: until they were ready, which the engine waits for, and in their rules.
 * Null when no pack of ours has noted anything.
 */
export function packMs(stateDir: string): number | null {
  let names: string[];
  try {
    names = readdirSync(folderOf(stateDir));
  } catch {
    return null;
  }
  let total: number | null = null;
  for (const name of names) {
    try {
      const { bootMs, rulesMs } = JSON.parse(readFileSync(join(folderOf(stateDir), name), "utf8")) as {
        bootMs: number;
        rulesMs: number;
      };
      if (Number.isFinite(bootMs + rulesMs)) total = (total ?? 0) + bootMs + rulesMs;
    } catch {
      // A pack that was ended while it wrote.
    }
  }
  return total === null ? null : Math.round(total);
}

function folderOf(stateDir: string): string {
  return join(stateDir, "pack-times");
}
