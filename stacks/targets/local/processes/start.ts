import { createHash } from "node:crypto";
import { existsSync, mkdirSync } from "node:fs";
import { dirname } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { PORT_TAKEN_EXIT } from "../../../../adapters/http/listen.ts";
import { isSame } from "../../../../adapters/process/identity.ts";
import { InputError, OutsideError } from "../../../../core/errors/index.ts";
import { logTail } from "./log-tail.ts";
import { freePort, isFree } from "./ports.ts";
import { httpProbe, type Probe } from "./probe.ts";
import { type ProcessRecord, readRecord, writeRecord } from "./record.ts";
import { type Spawned, spawnAtGate } from "./spawn.ts";
import { stopProcess } from "./stop.ts";

export interface StartOptions {
  /** What people call it; it stands in errors. */
  readonly name: string;
  /** Absolute path of the file that node runs. */
  readonly script: string;
  readonly args?: readonly string[];
  /** The whole environment of the process: nothing is inherited. */
  readonly env: Readonly<Record<string, string>>;
  readonly logFile: string;
  readonly stateFile: string;
  /** Environment variables that each receive a port; `["PORT"]` unless told. */
  readonly portNames?: readonly string[];
  /** Ports that must be these, for a process that comes back under its old address. */
  readonly fixedPorts?: Readonly<Record<string, number>>;
  /** GET /healthz on PORT unless told. */
  readonly probe?: Probe;
  /** How long it may take to be ready; 20 s unless told. */
  readonly readyMs?: number;
  /**
   * When the state file names a process that runs and was started from something else: `refuse` (unless told) throws,
   * `end` ends it first.
   */
  readonly otherRunning?: "refuse" | "end";
  /** The node to run it with; the current one unless told. */
  readonly node?: string;
  /** 0 ≤ x < 1, for the choice of ports. */
  readonly random?: () => number;
  readonly signal?: AbortSignal | undefined;
}

export interface StartedProcess {
  readonly pid: number;
  /** Opaque; with the pid it names one process. */
  readonly startedAt: string;
  /** The one under PORT, or else the first; 0 for a process without ports. */
  readonly port: number;
  readonly ports: Readonly<Record<string, number>>;
  /** It ran already, started from the same script, arguments and environment. */
  readonly adopted: boolean;
}

const PORT_TRIES = 5;
const POLL_MS = 25;
const RELEASE_WAIT_MS = 3_000;
const DROP_GRACE_MS = 2_000;

/**
 * Starts a process that outlives its starter and waits until it is ready. A process that its state file names, that
 * still runs and was started from the same things is taken over instead, so that the call can be repeated after a
 * crash at any point. What does not become ready is ended: no half-started process is left.
 *
 * @throws InputError `script-missing`; OutsideError `process-exited` with the last lines of its log,
 *   `process-not-ready`, `process-other-running`, `port-taken`, `no-free-port`, `disk-full`, `file-not-writable`
 */
export async function startProcess(options: StartOptions): Promise<StartedProcess> {
  if (!existsSync(options.script))
    throw new InputError("script-missing", `${options.name} has no script to run`, {
      file: options.script,
      next: "npm run build",
    });
  const fingerprint = fingerprintOf(options);
  const found = await takeOver(options, fingerprint);
  if (found !== null) return found;
  mkdirSync(dirname(options.stateFile), { recursive: true });
  const avoid = new Set<number>();
  for (let tries = 1; ; tries++) {
    const ports = await choosePorts(options, avoid);
    const outcome = await attempt(options, ports, fingerprint);
    if (outcome !== "port-taken") return outcome;
    for (const port of Object.values(ports)) avoid.add(port);
    if (tries === PORT_TRIES || options.fixedPorts !== undefined)
      throw new OutsideError(
        "port-taken",
        `${options.name} found its port taken (${Object.values(ports).join(", ")})`,
        {
          next: "see who has it: ss -ltnp",
        },
      );
  }
}

async function takeOver(options: StartOptions, fingerprint: string): Promise<StartedProcess | null> {
  const record = readRecord(options.stateFile);
  if (record === null || !isSame(record)) return null;
  const same = record.fingerprint === fingerprint;
  if (same && (await ready(options, record.ports, () => !isSame(record))) === "ready") {
    if (!record.ready) writeRecord(options.stateFile, { ...record, ready: true });
    return started(record, true);
  }
  if (!same && options.otherRunning !== "end")
    throw new OutsideError(
      "process-other-running",
      `${record.name} runs as pid ${record.pid}, started from something else`,
      {
        file: options.stateFile,
        next: "maestro up, which replaces it in order",
      },
    );
  await stopProcess({ stateFile: options.stateFile, graceMs: DROP_GRACE_MS });
  return null;
}

async function choosePorts(options: StartOptions, avoid: Set<number>): Promise<Record<string, number>> {
  const ports: Record<string, number> = {};
  for (const name of options.portNames ?? ["PORT"]) {
    const fixed = options.fixedPorts?.[name];
    if (fixed !== undefined && !(await becomesFree(fixed)))
      throw new OutsideError("port-taken", `${options.name} needs port ${fixed}, which is taken`, {
        next: `see who has it: ss -ltnp 'sport = :${fixed}'`,
      });
    ports[name] = fixed ?? (await freePort(options.random ?? Math.random, avoid));
    avoid.add(ports[name]);
  }
  return ports;
}

/** The kernel may still be closing the sockets of a process that was killed a moment ago. */
async function becomesFree(port: number): Promise<boolean> {
  for (const end = performance.now() + RELEASE_WAIT_MS; performance.now() < end; await sleep(POLL_MS))
    if (await isFree(port)) return true;
  return false;
}

async function attempt(
  options: StartOptions,
  ports: Record<string, number>,
  fingerprint: string,
): Promise<StartedProcess | "port-taken"> {
  const portEnv = Object.fromEntries(Object.entries(ports).map(([name, port]) => [name, String(port)]));
  const { name, script, args, env, logFile, stateFile } = options;
  const spawned = await spawnAtGate(
    options.node ?? process.execPath,
    script,
    args ?? [],
    { ...env, ...portEnv },
    logFile,
  );
  const { child, identity } = spawned;
  const record: ProcessRecord = { schemaVersion: "1.0", name, ...identity, ports, logFile, fingerprint, ready: false };
  try {
    writeRecord(stateFile, record);
  } catch (error) {
    spawned.drop();
    child.unref();
    throw error;
  }
  spawned.open();
  let outcome: ReadyOutcome;
  try {
    outcome = await ready(options, ports, () => child.exitCode !== null || child.signalCode !== null);
    if (outcome === "ready") {
      writeRecord(stateFile, { ...record, ready: true });
      child.unref();
      return started(record, false);
    }
  } catch (error) {
    await stopProcess({ stateFile, graceMs: DROP_GRACE_MS });
    throw error;
  }
  await stopProcess({ stateFile, graceMs: DROP_GRACE_MS });
  if (child.exitCode === PORT_TAKEN_EXIT) return "port-taken";
  throw notReady(options, spawned, outcome);
}

type ReadyOutcome = "ready" | "exited" | "late";

/** @throws the signal's reason when it is aborted */
async function ready(
  options: StartOptions,
  ports: Readonly<Record<string, number>>,
  exited: () => boolean,
): Promise<ReadyOutcome> {
  const probe = options.probe ?? httpProbe("/healthz");
  const deadline = performance.now() + (options.readyMs ?? 20_000);
  for (;;) {
    options.signal?.throwIfAborted();
    if (exited()) return "exited";
    // Asked again after the answer: a stranger could answer on the port of a process that has just ended.
    if ((await probe(ports)) && !exited()) return "ready";
    if (performance.now() >= deadline) return "late";
    await sleep(POLL_MS);
  }
}

function notReady(options: StartOptions, { child, logOffset }: Spawned, outcome: "exited" | "late"): OutsideError {
  const tail = logTail(options.logFile, logOffset);
  const what =
    outcome === "exited"
      ? `${options.name} ended before it was ready (${child.signalCode ?? `exit code ${child.exitCode}`})`
      : `${options.name} was not ready in time and was ended`;
  const text = tail.length > 0 ? `${what}; its last lines:\n    ${tail.join("\n    ")}` : `${what}; it wrote nothing`;
  return new OutsideError(outcome === "exited" ? "process-exited" : "process-not-ready", text, {
    file: options.logFile,
    next: `read its log: tail ${options.logFile}`,
  });
}

function started(record: ProcessRecord, adopted: boolean): StartedProcess {
  const { pid, startedAt, ports } = record;
  return { pid, startedAt, ports, port: ports.PORT ?? Object.values(ports)[0] ?? 0, adopted };
}

function fingerprintOf({ script, args, env, portNames, fixedPorts }: StartOptions): string {
  const sorted = Object.entries(env).sort(([a], [b]) => (a < b ? -1 : 1));
  const text = JSON.stringify([script, args ?? [], sorted, portNames ?? ["PORT"], fixedPorts ?? {}]);
  return `sha256:${createHash("sha256").update(text).digest("hex")}`;
}
