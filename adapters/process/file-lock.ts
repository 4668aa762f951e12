import { randomBytes } from "node:crypto";
import { link, mkdir, open, readdir, readFile, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { OutsideError } from "../../core/errors/index.ts";
import { identify, isSame, type ProcessIdentity } from "./identity.ts";

export interface LockHolder {
  readonly process: ProcessIdentity;
  /** What it holds the lock for, for people. */
  readonly purpose: string;
}

export interface FileLock {
  readonly release: () => Promise<void>;
}

type Record = { readonly state: "held"; readonly holder: LockHolder } | { readonly state: "free" };

/**
 * Takes the lock of a folder for this process, or says who holds it. A holder that died has let go.
 *
 * Method: the folder holds files named by a growing number; who has created the highest one holds the lock, until it
 * is marked free or its process ends. The next holder creates the next number with link(2), which fails if it exists,
 * then looks again whether its number is still the highest. Nobody ever removes the highest file, so no two processes
 * can take a dead holder's place.
 * @param folder made if absent; on a local disk
 * @throws OutsideError `lock-io` when the folder cannot be written
 */
export async function tryLock(folder: string, purpose: string): Promise<FileLock | LockHolder> {
  const self = identify(process.pid);
  if (self === null) throw new OutsideError("lock-io", "this process cannot identify itself");
  try {
    await mkdir(folder, { recursive: true });
    for (;;) {
      const top = await highest(folder);
      const record = top === 0 ? free : await readRecord(join(folder, String(top)));
      // Removed below us: somebody has taken a higher number meanwhile.
      if (record === null) continue;
      if (record.state === "held" && isSame(record.holder.process)) return record.holder;
      const mine = top + 1;
      if (!(await create(folder, mine, { state: "held", holder: { process: self, purpose } }))) continue;
      if ((await highest(folder)) !== mine) {
        await rm(join(folder, String(mine)), { force: true });
        continue;
      }
      for (const number of await numbers(folder))
        if (number < mine) await rm(join(folder, String(number)), { force: true });
      return { release: () => replace(folder, mine, free) };
    }
  } catch (error) {
    throw new OutsideError("lock-io", `cannot lock ${folder}: ${(error as Error).message}`, {
      next: "make the folder writable, or free space on its disk",
      cause: error,
    });
  }
}

export interface WaitOptions {
  readonly signal?: AbortSignal | undefined;
  /** Called about once a second while another process holds it. */
  readonly waiting?: (holder: LockHolder, waitedMs: number) => void;
}

/** Waits until the lock is free, however long its holder lives. Rejects with the signal's reason when aborted. */
export async function lock(folder: string, purpose: string, options: WaitOptions = {}): Promise<FileLock> {
  const start = performance.now();
  let toldAt = Number.NEGATIVE_INFINITY;
  for (;;) {
    options.signal?.throwIfAborted();
    const got = await tryLock(folder, purpose);
    if ("release" in got) return got;
    const waited = performance.now() - start;
    if (waited - toldAt >= 1000) {
      toldAt = waited;
      options.waiting?.(got, waited);
    }
    await sleep(100, undefined, { signal: options.signal }).catch(() => options.signal?.throwIfAborted());
  }
}

const free: Record = { state: "free" };

async function numbers(folder: string): Promise<readonly number[]> {
  return (await readdir(folder)).filter((name) => /^[1-9]\d*$/.test(name)).map(Number);
}

const highest = async (folder: string): Promise<number> => Math.max(0, ...(await numbers(folder)));

/** null when the file is not there. Files appear whole (link, rename), so one that cannot be read is a foreign one. */
async function readRecord(file: string): Promise<Record | null> {
  try {
    return JSON.parse(await readFile(file, "utf8")) as Record;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
    if (error instanceof SyntaxError) return free;
    throw error;
  }
}

async function writeTemporary(folder: string, record: Record): Promise<string> {
  const file = join(folder, `.${process.pid}-${randomBytes(6).toString("hex")}`);
  const handle = await open(file, "wx", 0o600);
  try {
    await handle.writeFile(JSON.stringify(record));
    await handle.sync();
  } finally {
    await handle.close();
  }
  return file;
}

/** False when the number is taken. */
async function create(folder: string, number: number, record: Record): Promise<boolean> {
  const temporary = await writeTemporary(folder, record);
  try {
    await link(temporary, join(folder, String(number)));
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  } finally {
    await rm(temporary, { force: true });
  }
}

async function replace(folder: string, number: number, record: Record): Promise<void> {
  const temporary = await writeTemporary(folder, record);
  await rename(temporary, join(folder, String(number)));
}
