import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { leaseHolder } from "../../adapters/lease/lease.ts";

/** The driver in the background that goes on watching a held run. */
export interface Successor {
  readonly pid: number;
  /** Its log. */
  readonly file: string;
  alive(): boolean;
  /** True once it has readings of its own and waits for nothing but the lease. */
  ready(): boolean;
}

/** How long a driver that wants to leave waits for its successor to be ready. */
export const successorMs = 30_000;

/** Where a successor says that it is ready: it is the file's whole meaning, so its content is the pid alone. */
function readyFile(stateDir: string, runId: string): string {
  return join(stateDir, "inbox", runId, "successor");
}

export function successorOf(
  stateDir: string,
  runId: string,
  spawn: () => { readonly pid: number; readonly file: string; alive(): boolean },
): Successor {
  rmSync(readyFile(stateDir, runId), { force: true });
  const { pid, file, alive } = spawn();
  return {
    pid,
    file,
    alive,
    ready: () => {
      const path = readyFile(stateDir, runId);
      return existsSync(path) && readFileSync(path, "utf8") === String(pid);
    },
  };
}

export function sayReady(stateDir: string, runId: string): void {
  const path = readyFile(stateDir, runId);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, String(process.pid));
}

/** Waits until the process that holds the stack's lease has let go, by leaving or by dying. */
export async function leaseFree(stateDir: string, stack: string, from: number, signal: AbortSignal): Promise<void> {
  while (!signal.aborted && leaseHolder(stateDir, stack)?.pid === from) await sleep(25);
}
