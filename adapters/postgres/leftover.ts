import { readdirSync, readFileSync, readlinkSync, realpathSync, rmSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { OutsideError } from "../../core/errors/index.ts";
import { identify } from "../process/identity.ts";

/** Lines 1 and 4 of a data folder's postmaster.pid. */
export interface PostmasterFile {
  readonly pid: number;
  readonly port: number;
}

/** null when there is none or it is not whole. */
export function readPostmasterFile(data: string): PostmasterFile | null {
  let lines: string[];
  try {
    lines = readFileSync(join(data, "postmaster.pid"), "utf8").split("\n");
  } catch {
    return null;
  }
  const [pid, port] = [Number(lines[0]), Number(lines[3])];
  return Number.isInteger(pid) && pid > 0 && Number.isInteger(port) && port > 0 ? { pid, port } : null;
}

/**
 * After a crash postmaster.pid names a pid that may be a stranger's by now, and Postgres would refuse to start.
 * The file is removed when nothing works in the data folder any more; the stranger is left alone.
 * Call it only after no server of ours was found.
 * @throws OutsideError `postgres-not-answering` when processes still work in the folder after `waitMs`
 */
export async function clearLeftover(data: string, waitMs: number): Promise<void> {
  const end = performance.now() + waitMs;
  for (;;) {
    const workers = workersIn(data);
    if (workers.length === 0) break;
    if (performance.now() > end)
      throw new OutsideError(
        "postgres-not-answering",
        `process ${workers.join(", ")} works in ${data} but does not answer`,
        {
          next: "wait, or end it yourself, then run the command again",
        },
      );
    await sleep(100);
  }
  const file = readPostmasterFile(data);
  if (file !== null && identify(file.pid) !== null) rmSync(join(data, "postmaster.pid"), { force: true });
}

/** Pids whose working folder is the data folder: a server and its workers. Linux only; elsewhere none are seen. */
function workersIn(data: string): readonly number[] {
  if (process.platform !== "linux") return [];
  const folder = realpathSync(data);
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => {
      try {
        return readlinkSync(`/proc/${pid}/cwd`) === folder && identify(pid) !== null;
      } catch {
        return false;
      }
    });
}
