import { mkdir, realpath, rm } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { MaestroError, OutsideError } from "../../core/errors/index.ts";
import { lock } from "../process/file-lock.ts";
import { type EndOutcome, endProcess, identify, isSame, type ProcessIdentity } from "../process/identity.ts";
import { serverAccount } from "./account.ts";
import { findPostgresBinaries } from "./binaries.ts";
import { ensureCluster, SUPERUSER } from "./cluster.ts";
import { servedData } from "./connect.ts";
import { launch } from "./launch.ts";
import { clearLeftover, readPostmasterFile } from "./leftover.ts";
import { choosePlace, outsideName, type Place } from "./place.ts";
import { freePort, isFree } from "./port.ts";
import { password, readRecord, type ServerRecord, writeRecord } from "./record.ts";

export interface PostgresOptions {
  /** Absolute. Everything but relocated data lies in its folder postgres/. */
  readonly stateDir: string;
  /** A port that must be taken; by default the last one if it is free, else a free one. */
  readonly port?: number;
  readonly signal?: AbortSignal | undefined;
  readonly progress?: (line: string) => void;
}

export interface RunningPostgres {
  /** Of the database `postgres`, for the superuser. */
  readonly url: string;
  readonly port: number;
  readonly process: ProcessIdentity;
  readonly data: string;
  readonly logFile: string;
}

const STOP_GRACE_MS = 30_000;
const ANSWER_WAIT_MS = 10_000;
const PORT_TRIES = 5;

/** An embedded Postgres below a state directory. It outlives the process that started it and is found again. */
export class PostgresServer {
  readonly #options: PostgresOptions;
  readonly #folder: string;

  constructor(options: PostgresOptions) {
    this.#options = options;
    this.#folder = join(options.stateDir, "postgres");
  }

  /**
   * The running server, or null. After a crash too: by the recorded process, else by postmaster.pid, and only when
   * what answers accepts our password and serves our data folder.
   * @throws OutsideError `postgres-not-answering` when the recorded process runs but does not answer for 10 s
   */
  async find(): Promise<RunningPostgres | null> {
    const record = readRecord(this.#folder);
    if (record === null) return null;
    if (record.process !== null && isSame(record.process)) return this.#answering(record, record.process);
    const postmaster = readPostmasterFile(record.data);
    const identity = postmaster === null ? null : identify(postmaster.pid);
    if (postmaster === null || identity === null) return null;
    if ((await servedData(this.#url(postmaster.port))) !== record.data) return null;
    writeRecord(this.#folder, { ...record, port: postmaster.port, process: identity });
    return this.#running(postmaster.port, identity, record.data);
  }

  /**
   * Starts the server, or returns the one that runs. Two processes that start at once get the same server.
   * @throws OutsideError `postgres-missing`, `postgres-no-account`, `postgres-no-place`, `postgres-port-taken`,
   * `postgres-disk-full`, `postgres-broken-data`, `postgres-wrong-version`, `postgres-failed`,
   * `postgres-not-answering`, `interrupted`
   */
  async start(): Promise<RunningPostgres> {
    try {
      await mkdir(this.#folder, { recursive: true });
      const held = await lock(join(this.#folder, ".lock"), "starts Postgres", { signal: this.#options.signal });
      try {
        return (await this.find()) ?? (await this.#startNew());
      } finally {
        await held.release();
      }
    } catch (error) {
      throw this.#explain(error);
    }
  }

  /** Ends the server with a fast shutdown (connections are cut, data is flushed). `gone`: none ran. */
  async stop(): Promise<EndOutcome> {
    const record = readRecord(this.#folder);
    const known = record?.process ?? null;
    const identity = known !== null && isSame(known) ? known : ((await this.find())?.process ?? null);
    if (identity === null) return "gone";
    const outcome = await endProcess(identity, { graceMs: STOP_GRACE_MS, signal: "SIGINT" });
    const latest = readRecord(this.#folder);
    if (latest !== null) writeRecord(this.#folder, { ...latest, process: null });
    return outcome;
  }

  /** Stops the server and removes its data for good, wherever they lie. For tests and `destroy`. */
  async remove(): Promise<void> {
    await this.stop();
    const data = readRecord(this.#folder)?.data;
    // The record is only a file: of what it names, nothing is removed but the place that bears this folder's own name.
    if (data !== undefined && basename(dirname(data)) === outsideName(await realpath(this.#folder)))
      await rm(dirname(data), { recursive: true, force: true });
    await rm(this.#folder, { recursive: true, force: true });
  }

  async #startNew(): Promise<RunningPostgres> {
    const account = serverAccount();
    const place = await choosePlace(this.#folder, await findPostgresBinaries(), account);
    const { signal } = this.#options;
    await ensureCluster({ place, account, password: password(this.#folder), signal });
    await clearLeftover(place.data, ANSWER_WAIT_MS);
    this.#options.progress?.(`postgres: starting in ${place.data}`);
    for (let attempt = 1; ; attempt++) {
      const port = await this.#choosePort(attempt);
      const outcome = await launch({
        place,
        account,
        port,
        url: this.#url(port),
        logFile: this.#logFile,
        signal,
        started: (identity) => this.#note(place, port, identity, account?.name ?? null),
      });
      if (outcome.ok) return this.#running(port, outcome.identity, place.data);
      const again = outcome.failure === "port-taken" && this.#options.port === undefined && attempt < PORT_TRIES;
      if (!again) throw outcome.error;
    }
  }

  async #choosePort(attempt: number): Promise<number> {
    if (this.#options.port !== undefined) return this.#options.port;
    const last = readRecord(this.#folder)?.port;
    return attempt === 1 && last !== undefined && (await isFree(last)) ? last : freePort();
  }

  #note(place: Place, port: number, process: ProcessIdentity, account: string | null): void {
    writeRecord(this.#folder, { process, port, data: place.data, account });
  }

  async #answering(record: ServerRecord, identity: ProcessIdentity): Promise<RunningPostgres | null> {
    const end = performance.now() + ANSWER_WAIT_MS;
    while (isSame(identity)) {
      if ((await servedData(this.#url(record.port))) === record.data)
        return this.#running(record.port, identity, record.data);
      if (performance.now() > end)
        throw new OutsideError("postgres-not-answering", `Postgres (process ${identity.pid}) does not answer`, {
          file: this.#logFile,
          next: "read its log; if it recovers, wait and run the command again",
        });
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    return null;
  }

  #running(port: number, identity: ProcessIdentity, data: string): RunningPostgres {
    return { url: this.#url(port), port, process: identity, data, logFile: this.#logFile };
  }

  get #logFile(): string {
    return join(this.#folder, "server.log");
  }

  #url(port: number): string {
    return `postgres://${SUPERUSER}:${password(this.#folder)}@127.0.0.1:${port}/postgres`;
  }

  #explain(error: unknown): unknown {
    if (error instanceof MaestroError) return error;
    const { code, message } = error as NodeJS.ErrnoException;
    if (this.#options.signal?.aborted)
      return new OutsideError("interrupted", "the start of Postgres was interrupted", {
        next: "run the command again",
      });
    if (code === "ENOSPC" || code === "EDQUOT")
      return new OutsideError("postgres-disk-full", `no space left in ${this.#folder}`, {
        next: "free at least 200 MB there",
        cause: error,
      });
    if (code === undefined) return error;
    return new OutsideError("postgres-failed", message, {
      next: `see that ${this.#folder} may be written`,
      cause: error,
    });
  }
}
