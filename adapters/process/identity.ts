import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { OutsideError } from "../../core/errors/index.ts";

/**
 * A process that cannot be mistaken for a later one with the same pid.
 * `startedAt` is opaque: compare it for equality only. Both fields are plain JSON, made to be written to a file.
 */
export interface ProcessIdentity {
  readonly pid: number;
  readonly startedAt: string;
}

/**
 * The identity of a running process.
 * Linux: boot id and start tick (/proc/<pid>/stat, field 22; proc_pid_stat(5)). macOS: the start second that ps prints.
 * @param pid any number; what is not a positive integer names no process
 * @returns null when no such process runs; a zombie has ended, so it counts as not running
 */
export function identify(pid: number): ProcessIdentity | null {
  if (!Number.isSafeInteger(pid) || pid <= 0) return null;
  const startedAt = process.platform === "linux" ? startOnLinux(pid) : startByPs(pid);
  return startedAt === null ? null : { pid, startedAt };
}

/** True while the very process that `identity` was taken of still runs. */
export function isSame(identity: ProcessIdentity): boolean {
  return identify(identity.pid)?.startedAt === identity.startedAt;
}

export interface EndOptions {
  /** Milliseconds between the first signal and SIGKILL; 0 sends SIGKILL at once. */
  readonly graceMs: number;
  /** The first signal; SIGTERM unless told. */
  readonly signal?: NodeJS.Signals;
  /** Signals the whole process group; only for a process that was spawned `detached`. */
  readonly group?: boolean;
}

/**
 * `ended`: it went within the grace time. `killed`: it took SIGKILL. `gone`: it had ended before, or its pid is
 * a stranger's now; no signal was sent.
 */
export type EndOutcome = "ended" | "killed" | "gone";

const POLL_MS = 20;
const KILL_WAIT_MS = 10_000;

/**
 * Ends a process and waits until it is gone. Never signals a pid whose start differs from the identity's.
 * @throws OutsideError `process-not-permitted` when it belongs to someone else, `process-survives` when it is still
 * there 10 s after SIGKILL (uninterruptible IO)
 */
export async function endProcess(identity: ProcessIdentity, options: EndOptions): Promise<EndOutcome> {
  if (!isSame(identity)) return "gone";
  if (options.graceMs > 0) {
    if (!signalSame(identity, options.signal ?? "SIGTERM", options.group === true)) return "gone";
    if (await goneWithin(identity, options.graceMs)) return "ended";
  }
  if (!signalSame(identity, "SIGKILL", options.group === true)) return "ended";
  if (await goneWithin(identity, KILL_WAIT_MS)) return "killed";
  throw new OutsideError("process-survives", `process ${identity.pid} is still there 10 s after SIGKILL`, {
    next: `see what holds it: ps -o pid,stat,wchan,args -p ${identity.pid}`,
  });
}

/** False when the process went before the signal. The check is repeated right before each signal. */
function signalSame(identity: ProcessIdentity, signal: NodeJS.Signals, group: boolean): boolean {
  if (!isSame(identity)) return false;
  try {
    process.kill(group ? -identity.pid : identity.pid, signal);
    return true;
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === "ESRCH") return false;
    throw new OutsideError("process-not-permitted", `may not signal process ${identity.pid} (${code})`, {
      next: "run the command as the user that started it",
      cause: error,
    });
  }
}

async function goneWithin(identity: ProcessIdentity, limitMs: number): Promise<boolean> {
  const end = performance.now() + limitMs;
  while (isSame(identity)) {
    const left = end - performance.now();
    if (left <= 0) return false;
    await sleep(Math.min(POLL_MS, left));
  }
  return true;
}

let bootId: string | undefined;

function startOnLinux(pid: number): string | null {
  let stat: string;
  try {
    stat = readFileSync(`/proc/${pid}/stat`, "utf8");
  } catch {
    return null;
  }
  const parsed = parseStat(stat);
  if (parsed === null || parsed.state === "Z" || parsed.state === "X") return null;
  bootId ??= readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim();
  return `${bootId}:${parsed.startTicks}`;
}

/**
 * State (field 3) and start ticks (field 22) of a /proc/<pid>/stat line. The name in field 2 may hold blanks and
 * brackets, so fields are counted from the last bracket.
 */
export function parseStat(stat: string): { readonly state: string; readonly startTicks: string } | null {
  const close = stat.lastIndexOf(")");
  if (close === -1) return null;
  const fields = stat
    .slice(close + 1)
    .trim()
    .split(/\s+/);
  const [state, startTicks] = [fields[0], fields[19]];
  return state === undefined || startTicks === undefined || !/^\d+$/.test(startTicks) ? null : { state, startTicks };
}

function startByPs(pid: number): string | null {
  if (process.platform === "win32")
    throw new OutsideError("platform-unsupported", "processes cannot be identified on Windows", {
      next: "run it in WSL",
    });
  try {
    const line = execFileSync("ps", ["-o", "state=,lstart=", "-p", String(pid)], {
      encoding: "utf8",
      env: { PATH: process.env.PATH, LC_ALL: "C", TZ: "UTC" },
      stdio: ["ignore", "pipe", "ignore"],
    }).trim();
    const [, state, start] = /^(\S+)\s+(.+)$/.exec(line) ?? [];
    return start === undefined || state?.startsWith("Z") ? null : start;
  } catch {
    return null;
  }
}
