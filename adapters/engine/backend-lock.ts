import { readdirSync, readFileSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import * as z from "zod";
import { OutsideError } from "../../core/errors/index.ts";
import type { EngineStack } from "./stack.ts";

const lockFile = z.looseObject({ pid: z.int(), hostname: z.string(), username: z.string().optional() });

export interface LockOptions {
  /** The backend; only a file backend keeps locks that outlive their process. */
  readonly backendUrl: string | undefined;
  readonly project: string;
  readonly stack: string;
  readonly waitMs: number;
  readonly waiting?: (pid: number) => void;
}

/**
 * Clears the lock that a crashed `pulumi` left in a file backend, which never expires. A holder that lives is waited
 * for: it is the `up` of a driver that was killed, and it comes to its end. A lock of another host is never touched.
 *
 * @returns true when a lock was removed.
 * @throws OutsideError `stack-locked`.
 */
export async function clearStaleLock(engine: EngineStack, options: LockOptions): Promise<boolean> {
  const { backendUrl, project, stack } = options;
  if (!backendUrl?.startsWith("file://")) return false;
  const folder = join(fileURLToPath(backendUrl), ".pulumi", "locks", "organization", project, stack);
  const deadline = performance.now() + options.waitMs;
  for (;;) {
    const holders = readHolders(folder);
    if (holders.length === 0) return false;
    const foreign = holders.find((holder) => holder.hostname !== hostname());
    if (foreign)
      throw locked(`process ${foreign.pid} on ${foreign.hostname}`, "only that host can tell whether it lives");
    const live = holders.find((holder) => isEngine(holder.pid));
    if (!live) {
      await engine.cancel();
      return true;
    }
    if (performance.now() > deadline) throw locked(`process ${live.pid}`, "it still runs");
    options.waiting?.(live.pid);
    await sleep(250);
  }
}

function readHolders(folder: string): z.infer<typeof lockFile>[] {
  let names: string[];
  try {
    names = readdirSync(folder);
  } catch {
    return [];
  }
  return names.flatMap((name) => {
    try {
      return [lockFile.parse(JSON.parse(readFileSync(join(folder, name), "utf8")))];
    } catch {
      return [];
    }
  });
}

/** The lock names a pid without its start: a process of that pid that is no `pulumi` is a stranger. */
function isEngine(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ESRCH") return false;
  }
  try {
    return readFileSync(`/proc/${pid}/comm`, "utf8").trim() === "pulumi";
  } catch {
    return process.platform !== "linux";
  }
}

function locked(holder: string, why: string): OutsideError {
  return new OutsideError("stack-locked", `${holder} holds the stack's lock: ${why}`, {
    next: "wait for it to end, then run the command again; `pulumi cancel` removes the lock when you know that it is dead",
  });
}
