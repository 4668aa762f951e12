import { type ChildProcess, spawn } from "node:child_process";
import { closeSync, fstatSync, mkdirSync, openSync } from "node:fs";
import { dirname } from "node:path";
import type { Writable } from "node:stream";
import { identify, type ProcessIdentity } from "../../../../adapters/process/identity.ts";
import { OutsideError } from "../../../../core/errors/index.ts";
import { GATE_FD, gateArguments } from "./gate.ts";

export interface Spawned {
  readonly identity: ProcessIdentity;
  readonly child: ChildProcess;
  /** Where this start begins in the log. */
  readonly logOffset: number;
  /** Lets it run. */
  open(): void;
  /** Ends it before it has run a line. */
  drop(): void;
}

/**
 * Starts node detached, with its output in a log, waiting at the gate.
 * @throws OutsideError `process-not-started`
 */
export async function spawnAtGate(
  node: string,
  script: string,
  args: readonly string[],
  env: Readonly<Record<string, string>>,
  logFile: string,
): Promise<Spawned> {
  const failure = (why: string, cause?: unknown): OutsideError =>
    new OutsideError("process-not-started", `cannot start ${script}: ${why}`, { next: "maestro doctor", cause });
  let log: number;
  try {
    mkdirSync(dirname(logFile), { recursive: true });
    log = openSync(logFile, "a", 0o600);
  } catch (cause) {
    throw failure(`its log ${logFile} cannot be opened`, cause);
  }
  try {
    const logOffset = fstatSync(log).size;
    const child = spawn(node, [...gateArguments, script, ...args], {
      detached: true,
      stdio: ["ignore", log, log, "pipe"],
      env: { ...env },
    });
    await new Promise<void>((resolve, reject) => {
      child.once("spawn", resolve);
      child.once("error", (cause) => reject(failure(cause.message, cause)));
    });
    const gate = child.stdio[GATE_FD] as Writable;
    gate.on("error", () => undefined);
    const identity = identify(child.pid!);
    if (identity === null) throw failure("it ended at once");
    return { identity, child, logOffset, open: () => gate.end("\n"), drop: () => gate.destroy() };
  } finally {
    closeSync(log);
  }
}
