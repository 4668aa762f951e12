import { randomBytes } from "node:crypto";
import { chownSync, existsSync } from "node:fs";
import { mkdir, readdir, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { OutsideError } from "../../core/errors/index.ts";
import { lastLines, run } from "../process/run.ts";
import type { Account } from "./account.ts";
import { classifyFailure, failureError } from "./failure.ts";
import type { Place } from "./place.ts";

/** The superuser of every embedded server. */
export const SUPERUSER = "maestro";

export interface ClusterOptions {
  readonly place: Place;
  readonly account: Account | null;
  readonly password: string;
  readonly signal: AbortSignal | undefined;
}

/**
 * Makes the data folder with initdb if it is not there: elsewhere first, then renamed, so that it is whole or absent.
 * @throws OutsideError `postgres-broken-data` when a folder is there that is not a cluster, `postgres-disk-full`,
 * `postgres-failed`, `interrupted`
 */
export async function ensureCluster(options: ClusterOptions): Promise<void> {
  const { place, account } = options;
  if (existsSync(join(place.data, "PG_VERSION"))) return;
  if (existsSync(place.data) && (await readdir(place.data)).length > 0)
    throw failureError("broken-data", {
      what: "the data folder is no Postgres cluster",
      tail: [`${join(place.data, "PG_VERSION")} is missing`],
      logFile: undefined,
      dataFolder: place.data,
    });
  await clearUnfinished(place.base);
  const unfinished = join(place.base, `init-${randomBytes(4).toString("hex")}`);
  const passwordFile = `${unfinished}.password`;
  try {
    await mkdir(unfinished, { mode: 0o700 });
    await writeFile(passwordFile, `${options.password}\n`, { mode: 0o600 });
    if (account !== null) for (const path of [unfinished, passwordFile]) chownSync(path, account.uid, account.gid);
    await initdb(options, unfinished, passwordFile);
    await rm(place.data, { recursive: true, force: true });
    await rename(unfinished, place.data);
  } finally {
    await rm(passwordFile, { force: true });
    await rm(unfinished, { recursive: true, force: true });
  }
}

async function clearUnfinished(base: string): Promise<void> {
  for (const name of await readdir(base))
    if (/^init-[0-9a-f]{8}(\.password)?$/.test(name)) await rm(join(base, name), { recursive: true, force: true });
}

async function initdb(options: ClusterOptions, folder: string, passwordFile: string): Promise<void> {
  const { place, account, signal } = options;
  const args = [
    `--pgdata=${folder}`,
    `--username=${SUPERUSER}`,
    `--pwfile=${passwordFile}`,
    "--auth=scram-sha-256",
    "--encoding=UTF8",
    "--no-locale",
    "--no-instructions",
  ];
  const result = await run(place.binaries.initdb, args, {
    cwd: folder,
    env: serverEnvironment,
    signal,
    uid: account?.uid,
    gid: account?.gid,
  });
  if (result.outcome === "aborted")
    throw new OutsideError("interrupted", "the database was not made: interrupted", { next: "run the command again" });
  if (result.outcome === "exited" && result.code === 0) return;
  const said = result.outcome === "absent" ? result.reason : `${result.stdout}\n${result.stderr}`;
  throw failureError(classifyFailure(said), {
    what: "initdb failed",
    tail: lastLines(said, 5),
    logFile: undefined,
    dataFolder: place.data,
  });
}

/** Nothing of the caller's: PGDATA, PGPORT and locales would change the server. */
export const serverEnvironment = { PATH: "/usr/bin:/bin", LC_ALL: "C", TZ: "UTC" } as const;
