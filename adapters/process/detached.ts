import { spawn } from "node:child_process";
import { closeSync, mkdirSync, openSync } from "node:fs";
import { dirname } from "node:path";
import { identify, isSame } from "./identity.ts";

export interface DetachedOptions {
  readonly script: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly logFile: string;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** Starts node on a script in a session of its own, with its output appended to a log; it outlives this process. */
export function spawnDetached(options: DetachedOptions): {
  readonly pid: number;
  readonly file: string;
  alive(): boolean;
} {
  mkdirSync(dirname(options.logFile), { recursive: true });
  const log = openSync(options.logFile, "a", 0o600);
  try {
    const env = Object.fromEntries(
      Object.entries(options.env).filter((pair): pair is [string, string] => pair[1] !== undefined),
    );
    const child = spawn(process.execPath, [options.script, ...options.args], {
      detached: true,
      stdio: ["ignore", log, log],
      cwd: options.cwd,
      env,
    });
    child.unref();
    const pid = child.pid ?? 0;
    const identity = identify(pid);
    return { pid, file: options.logFile, alive: () => identity !== null && isSame(identity) };
  } finally {
    closeSync(log);
  }
}
