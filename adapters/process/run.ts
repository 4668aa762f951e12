import { spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, mkdirSync, openSync, writeSync } from "node:fs";
import { dirname } from "node:path";
import { endProcess, identify, type ProcessIdentity } from "./identity.ts";

export interface RunOptions {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd?: string | undefined;
  /** Output is appended to this file; its folder is made. */
  readonly log?: string | undefined;
  /** On abort the process and its children are ended. */
  readonly signal?: AbortSignal | undefined;
  readonly timeoutMs?: number | undefined;
  readonly uid?: number | undefined;
  readonly gid?: number | undefined;
  readonly started?: (identity: ProcessIdentity) => void;
}

/** How a program ended. `absent`: there is no such program, or it may not be run. */
export type RunOutcome =
  | { readonly outcome: "exited"; readonly code: number; readonly stdout: string; readonly stderr: string }
  | { readonly outcome: "signalled"; readonly signal: string; readonly stdout: string; readonly stderr: string }
  | { readonly outcome: "timed-out" | "aborted"; readonly stdout: string; readonly stderr: string }
  | { readonly outcome: "absent"; readonly reason: string };

const KEPT = 256 * 1024;
const GRACE_MS = 2000;

/**
 * Runs a program in a process group of its own, without a shell, and waits for its end.
 * The last 256 KiB of each stream are returned. Never throws for what the program does.
 */
export async function run(file: string, args: readonly string[], options: RunOptions): Promise<RunOutcome> {
  if (options.signal?.aborted) return { outcome: "aborted", stdout: "", stderr: "" };
  const child = spawn(file, args, {
    cwd: options.cwd,
    env: options.env as NodeJS.ProcessEnv,
    detached: true,
    stdio: ["ignore", "pipe", "pipe"],
    ...(options.uid === undefined ? {} : { uid: options.uid }),
    ...(options.gid === undefined ? {} : { gid: options.gid }),
  });
  const failed = new Promise<Error>((resolve) => child.once("error", resolve));
  if (child.pid === undefined) return { outcome: "absent", reason: (await failed).message };
  const identity = identify(child.pid);
  const log = openLog(options.log);
  const kept = { stdout: "", stderr: "" };
  for (const name of ["stdout", "stderr"] as const)
    child[name].setEncoding("utf8").on("data", (text: string) => {
      kept[name] = (kept[name] + text).slice(-KEPT);
      log.write(text);
    });
  let stopped: "timed-out" | "aborted" | undefined;
  const stop = (why: "timed-out" | "aborted"): void => {
    stopped ??= why;
    if (identity !== null) void endProcess(identity, { graceMs: GRACE_MS, group: true }).catch(() => undefined);
  };
  const onAbort = (): void => stop("aborted");
  options.signal?.addEventListener("abort", onAbort, { once: true });
  if (identity !== null) options.started?.(identity);
  const timer = options.timeoutMs === undefined ? undefined : setTimeout(() => stop("timed-out"), options.timeoutMs);
  try {
    const [code, signal] = (await once(child, "close")) as [number | null, string | null];
    if (stopped !== undefined) return { outcome: stopped, ...kept };
    return code === null
      ? { outcome: "signalled", signal: String(signal), ...kept }
      : { outcome: "exited", code, ...kept };
  } finally {
    clearTimeout(timer);
    options.signal?.removeEventListener("abort", onAbort);
    log.close();
  }
}

/** A log on a full disk must not end the run: what cannot be written is left out. */
function openLog(file: string | undefined): { write: (text: string) => void; close: () => void } {
  if (file === undefined) return { write: () => undefined, close: () => undefined };
  mkdirSync(dirname(file), { recursive: true });
  const descriptor = openSync(file, "a");
  return {
    write: (text) => {
      try {
        writeSync(descriptor, text);
      } catch {}
    },
    close: () => closeSync(descriptor),
  };
}

/** The last lines of a text, blank ones left out. */
export function lastLines(text: string, count: number): readonly string[] {
  return text
    .split(/\r?\n/)
    .filter((line) => line.trim() !== "")
    .slice(-count);
}
