import { mkdir } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { OutsideError } from "../../core/errors/index.ts";
import { identify, type ProcessIdentity } from "./identity.ts";
import { nodeLockFs, takeLock } from "./numbered-lock.ts";

export interface LockHolder {
  readonly process: ProcessIdentity;
  /** What it holds the lock for, for people. */
  readonly purpose: string;
}

export interface FileLock {
  readonly release: () => Promise<void>;
}

/**
 * Takes the lock of a folder for this process, or says who holds it: see `takeLock`. The folder holds nothing else.
 * @param folder made if absent; on a local disk
 * @throws OutsideError `lock-io` when the folder cannot be written
 */
export async function tryLock(folder: string, purpose: string): Promise<FileLock | LockHolder> {
  const self = identify(process.pid);
  if (self === null) throw new OutsideError("lock-io", "this process cannot identify itself");
  try {
    await mkdir(folder, { recursive: true });
    // Files appear whole (link, rename), so one that is no owner's record is a foreign one and holds nothing.
    // A container that is gone must not keep its volume's next one waiting: other hosts hold nothing either.
    const place = { fs: nodeLockFs, dir: folder, prefix: "", malformed: () => undefined, foreignLives: false };
    const got = takeLock(place, { ...self, purpose });
    if ("release" in got) return { release: async () => got.release() };
    const { pid, startedAt } = got.owner;
    return { process: { pid, startedAt }, purpose: got.owner.purpose };
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
