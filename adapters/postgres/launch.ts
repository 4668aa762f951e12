import { type ChildProcess, spawn } from "node:child_process";
import { closeSync, fstatSync, openSync, readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { OutsideError } from "../../core/errors/index.ts";
import { endProcess, identify, type ProcessIdentity } from "../process/identity.ts";
import { lastLines } from "../process/run.ts";
import type { Account } from "./account.ts";
import { serverEnvironment } from "./cluster.ts";
import { servedData } from "./connect.ts";
import { classifyFailure, failureError, type PostgresFailure } from "./failure.ts";
import type { Place } from "./place.ts";

/** Loopback only, durable, small, and enough connections for both colors, a replica and the driver. */
const settings = {
  listen_addresses: "127.0.0.1",
  unix_socket_directories: "",
  fsync: "on",
  synchronous_commit: "on",
  full_page_writes: "on",
  shared_buffers: "32MB",
  max_connections: "200",
  jit: "off",
  log_timezone: "UTC",
  timezone: "UTC",
  log_line_prefix: "%m [%p] ",
} as const;

const READY_TIMEOUT_MS = 60_000;
const READY_POLL_MS = 50;

export interface LaunchOptions {
  readonly place: Place;
  readonly account: Account | null;
  readonly port: number;
  readonly url: string;
  readonly logFile: string;
  readonly signal: AbortSignal | undefined;
  /** Called at once after the start, so that the process is on record before anything else can fail. */
  readonly started: (identity: ProcessIdentity) => void;
}

export type LaunchOutcome =
  | { readonly ok: true; readonly identity: ProcessIdentity }
  | { readonly ok: false; readonly failure: PostgresFailure; readonly error: OutsideError };

/** Starts the server in a session of its own, its output to the log, and waits until it answers as ours. */
export async function launch(options: LaunchOptions): Promise<LaunchOutcome> {
  const { place, logFile } = options;
  const log = openSync(logFile, "a", 0o600);
  const logStart = fstatSync(log).size;
  let child: ChildProcess;
  try {
    child = start(options, log);
  } finally {
    closeSync(log);
  }
  const spawnError = new Promise<Error>((resolve) => child.once("error", resolve));
  const identity = child.pid === undefined ? null : identify(child.pid);
  if (identity !== null) options.started(identity);
  const failed = (what: string, said: string): LaunchOutcome => {
    const failure = classifyFailure(said);
    const context = { what, tail: lastLines(said, 5), logFile, dataFolder: place.data, port: options.port };
    return { ok: false, failure, error: failureError(failure, context) };
  };
  if (child.pid === undefined) return failed("Postgres cannot be started", (await spawnError).message);
  const sinceStart = (): string => readFileSync(logFile).subarray(logStart).toString("utf8");
  const end = performance.now() + READY_TIMEOUT_MS;
  for (;;) {
    if (child.exitCode !== null || child.signalCode !== null || identity === null)
      return failed("Postgres ended while it started", sinceStart());
    if ((await servedData(options.url)) === place.data) {
      child.unref();
      return { ok: true, identity };
    }
    if (options.signal?.aborted || performance.now() > end) {
      await endProcess(identity, { graceMs: 5000, signal: "SIGINT" });
      if (!options.signal?.aborted) return failed("Postgres did not answer in 60 s", sinceStart());
      throw new OutsideError("interrupted", "the start of Postgres was interrupted", { next: "run the command again" });
    }
    await sleep(READY_POLL_MS);
  }
}

function start(options: LaunchOptions, log: number): ChildProcess {
  const { place, account, port } = options;
  const args = ["-D", place.data, "-p", String(port)];
  for (const [name, value] of Object.entries(settings)) args.push("-c", `${name}=${value}`);
  return spawn(place.binaries.postgres, args, {
    cwd: place.data,
    env: serverEnvironment,
    detached: true,
    stdio: ["ignore", log, log],
    ...(account === null ? {} : { uid: account.uid, gid: account.gid }),
  });
}
