import { hostname } from "node:os";
import { join } from "node:path";
import * as z from "zod";
import { OutsideError, RefusedError } from "../../core/errors/index.ts";
import { identify, isSame, type ProcessIdentity } from "../process/identity.ts";
import { errorCode, type LedgerFs, outside, readIfThere, writeAll } from "./fs.ts";

/**
 * One writer at a time. Each writer owns a lock file with the next higher number, made by link(2), which one contender
 * alone can win; the highest number is the holder. The highest file is never removed, only marked released, so that a
 * contender that slept through a whole succession cannot win an old number: after winning it looks for a higher one
 * and gives way to it.
 */
const PREFIX = "ledger.lock.";

const ownerSchema = z.strictObject({
  pid: z.int().min(1),
  startedAt: z.string(),
  host: z.string(),
  purpose: z.string(),
  released: z.boolean(),
});
type Owner = z.infer<typeof ownerSchema>;

export interface LockSettings {
  readonly identity?: ProcessIdentity;
  readonly host?: string;
  /** What a second writer is told that the first is at, such as `cutover of demo`. */
  readonly purpose?: string;
}

export interface LedgerLock {
  /** Grows with every writer that this ledger has had. */
  readonly generation: number;
  release(): void;
}

/**
 * Takes the lock, over from a holder that is proved dead on this host.
 * @throws RefusedError `ledger-locked`, naming the holder; OutsideError for the disk's errors
 */
export function acquireLock(fs: LedgerFs, dir: string, settings: LockSettings = {}): LedgerLock {
  const identity = settings.identity ?? identify(process.pid);
  if (identity === null) throw new OutsideError("ledger-io", "this process cannot be identified");
  const own: Owner = {
    ...identity,
    host: settings.host ?? hostname(),
    purpose: settings.purpose ?? "at work",
    released: false,
  };
  const draft = join(dir, `ledger.lock-${own.pid}-${process.hrtime.bigint()}`);
  try {
    writeOwner(fs, draft, own);
    for (;;) {
      const highest = highestOf(fs, dir);
      if (highest !== null) refuseLiving(fs, dir, highest, own.host);
      const generation = (highest ?? 0) + 1;
      if (!won(fs, draft, lockPath(dir, generation))) continue;
      if (highestOf(fs, dir) !== generation) {
        fs.remove(lockPath(dir, generation));
        continue;
      }
      for (const old of numbers(fs, dir)) if (old < generation) fs.remove(lockPath(dir, old));
      return { generation, release: () => release(fs, dir, generation, own) };
    }
  } catch (error) {
    throw error instanceof RefusedError ? error : outside(error, join(dir, PREFIX));
  } finally {
    removeQuietly(fs, draft);
  }
}

/** Who holds the lock now; null when nobody living does. */
export function lockHolder(
  fs: LedgerFs,
  dir: string,
): { readonly pid: number; readonly host: string; readonly purpose: string } | null {
  const highest = highestOf(fs, dir);
  const owner = highest === null ? null : readOwner(fs, lockPath(dir, highest));
  return owner === null || owner.released || (owner.host === hostname() && !isSame(owner)) ? null : owner;
}

function refuseLiving(fs: LedgerFs, dir: string, generation: number, host: string): void {
  const path = lockPath(dir, generation);
  const owner = readOwner(fs, path);
  if (owner === null || owner.released) return;
  const elsewhere = owner.host !== host;
  if (!elsewhere && !isSame(owner)) return;
  throw new RefusedError(
    "ledger-locked",
    `the ledger is held by process ${owner.pid}${elsewhere ? ` on host ${owner.host}` : ""} (${owner.purpose})`,
    {
      file: path,
      next: elsewhere
        ? `see whether that host still runs it; if it is gone for good, remove ${path}`
        : "wait for it to end, or steer it with `maestro cutover hold|promote|resume|backout`",
    },
  );
}

function won(fs: LedgerFs, draft: string, path: string): boolean {
  try {
    fs.link(draft, path);
    return true;
  } catch (error) {
    if (errorCode(error) === "EEXIST") return false;
    throw error;
  }
}

function release(fs: LedgerFs, dir: string, generation: number, own: Owner): void {
  const path = lockPath(dir, generation);
  const draft = `${path}-released`;
  try {
    writeOwner(fs, draft, { ...own, released: true });
    fs.rename(draft, path);
  } catch {
    // On a full disk the lock stays as it is; when this process ends it is a dead one's and will be taken over.
    removeQuietly(fs, draft);
  }
}

function writeOwner(fs: LedgerFs, path: string, owner: Owner): void {
  const fd = fs.open(path, "w+");
  try {
    writeAll(fs, fd, Buffer.from(`${JSON.stringify(owner)}\n`), 0);
    fs.fsync(fd);
  } finally {
    fs.close(fd);
  }
}

/** Null when it is gone: the next holder has tidied it away. */
function readOwner(fs: LedgerFs, path: string): Owner | null {
  const bytes = readIfThere(fs, path);
  if (bytes === null) return null;
  try {
    return ownerSchema.parse(JSON.parse(bytes.toString("utf8")));
  } catch (cause) {
    throw new OutsideError("ledger-io", `the lock file ${path} is not one of ours`, {
      file: path,
      next: `see that no cutover runs, then remove ${path}`,
      cause,
    });
  }
}

function numbers(fs: LedgerFs, dir: string): number[] {
  return fs.list(dir).flatMap((name) => {
    const digits = name.startsWith(PREFIX) ? name.slice(PREFIX.length) : "";
    return /^\d+$/.test(digits) ? [Number(digits)] : [];
  });
}

function highestOf(fs: LedgerFs, dir: string): number | null {
  const all = numbers(fs, dir);
  return all.length === 0 ? null : Math.max(...all);
}

function lockPath(dir: string, generation: number): string {
  return join(dir, `${PREFIX}${generation}`);
}

function removeQuietly(fs: LedgerFs, path: string): void {
  try {
    fs.remove(path);
  } catch {
    // A leftover draft is no lock.
  }
}
