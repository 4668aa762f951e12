import {
  closeSync,
  fsyncSync,
  linkSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeSync,
} from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import * as z from "zod";
import { isSame, type ProcessIdentity } from "./identity.ts";

/** What the lock asks of a file system; calls are synchronous and throw Node's errors. */
export interface LockFs {
  open(path: string, flags: "w+"): number;
  write(fd: number, bytes: Uint8Array, position: number | null): number;
  fsync(fd: number): void;
  close(fd: number): void;
  read(path: string): Buffer;
  link(existing: string, path: string): void;
  rename(from: string, to: string): void;
  remove(path: string): void;
  list(dir: string): string[];
}

export const nodeLockFs: LockFs = {
  open: (path, flags) => openSync(path, flags, 0o600),
  write: (fd, bytes, position) => writeSync(fd, bytes, 0, bytes.length, position),
  fsync: fsyncSync,
  close: closeSync,
  read: (path) => readFileSync(path),
  link: linkSync,
  rename: renameSync,
  remove: (path) => rmSync(path, { force: true }),
  list: (dir) => readdirSync(dir),
};

const ownerSchema = z.strictObject({
  pid: z.int().min(1),
  startedAt: z.string(),
  host: z.string(),
  /** What it holds the lock for, for people. */
  purpose: z.string(),
  released: z.boolean(),
});
export type LockOwner = z.infer<typeof ownerSchema>;

export interface LockPlace {
  readonly fs: LockFs;
  /** It exists, on a local disk. */
  readonly dir: string;
  /** Lock files are called this and a number. */
  readonly prefix: string;
  /** What a file of that name that is no owner's record means; it throws, or returns for a free lock. */
  readonly malformed: (path: string, cause: unknown) => void;
  /** Whether a holder on another host, which cannot be seen from here, counts as alive. */
  readonly foreignLives: boolean;
}

export interface NumberedLock {
  /** Grows with every holder that the lock has had. */
  readonly generation: number;
  release(): void;
}

/** Who holds a lock, and the file that says so. */
export interface HeldBy {
  readonly owner: LockOwner;
  readonly path: string;
}

/**
 * Takes a lock between processes, or says who holds it; over from a holder that is proved dead on this host.
 *
 * Method: files are named by a growing number; who has made the highest holds the lock, until it is marked released or
 * its process ends. The next holder makes the next number with link(2), which one contender alone can win, then looks
 * again whether its number is still the highest: a contender that slept through a whole succession gives way. The
 * highest file is never removed, so no two can take a dead holder's place.
 * @throws the file system's own errors
 */
export function takeLock(
  place: LockPlace,
  holder: ProcessIdentity & { readonly purpose: string; readonly host?: string },
): NumberedLock | HeldBy {
  const { fs, dir, prefix } = place;
  const { pid, startedAt, purpose, host = hostname() } = holder;
  const own: LockOwner = { pid, startedAt, host, purpose, released: false };
  const draft = join(dir, `.lock-${pid}-${process.hrtime.bigint()}`);
  try {
    writeOwner(fs, draft, own);
    for (;;) {
      const highest = highestOf(place);
      const found = highest === null ? null : livingOwner(place, pathOf(place, highest), host);
      if (found !== null) return { owner: found, path: pathOf(place, highest!) };
      const generation = (highest ?? 0) + 1;
      if (!won(fs, draft, pathOf(place, generation))) continue;
      if (highestOf(place) !== generation) {
        fs.remove(pathOf(place, generation));
        continue;
      }
      for (const old of numbers(place)) if (old < generation) fs.remove(join(dir, `${prefix}${old}`));
      return { generation, release: () => release(place, generation, own) };
    }
  } finally {
    removeQuietly(fs, draft);
  }
}

/** Who holds the lock now; null when nobody living does. */
export function lockOwner(place: LockPlace): LockOwner | null {
  const highest = highestOf(place);
  return highest === null ? null : livingOwner(place, pathOf(place, highest), hostname());
}

function livingOwner(place: LockPlace, path: string, host: string): LockOwner | null {
  const owner = readOwner(place, path);
  if (owner === null || owner.released) return null;
  const lives = owner.host === host ? isSame(owner) : place.foreignLives;
  return lives ? owner : null;
}

function won(fs: LockFs, draft: string, path: string): boolean {
  try {
    fs.link(draft, path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  }
}

function release(place: LockPlace, generation: number, own: LockOwner): void {
  const draft = join(place.dir, `.lock-${own.pid}-${process.hrtime.bigint()}`);
  try {
    writeOwner(place.fs, draft, { ...own, released: true });
    place.fs.rename(draft, pathOf(place, generation));
  } catch {
    // On a full disk the lock stays as it is; when this process ends it is a dead one's and will be taken over.
    removeQuietly(place.fs, draft);
  }
}

function writeOwner(fs: LockFs, path: string, owner: LockOwner): void {
  const fd = fs.open(path, "w+");
  try {
    const bytes = Buffer.from(`${JSON.stringify(owner)}\n`);
    for (let done = 0; done < bytes.length; ) {
      const wrote = fs.write(fd, bytes.subarray(done), done);
      if (wrote === 0) throw Object.assign(new Error("the disk takes no more bytes"), { code: "ENOSPC" });
      done += wrote;
    }
    fs.fsync(fd);
  } finally {
    fs.close(fd);
  }
}

/** Null when it is gone: the next holder has tidied it away. */
function readOwner(place: LockPlace, path: string): LockOwner | null {
  let text: string;
  try {
    text = place.fs.read(path).toString("utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw error;
  }
  try {
    return ownerSchema.parse(JSON.parse(text));
  } catch (cause) {
    place.malformed(path, cause);
    return null;
  }
}

function numbers({ fs, dir, prefix }: LockPlace): number[] {
  return fs.list(dir).flatMap((name) => {
    const digits = name.startsWith(prefix) ? name.slice(prefix.length) : "";
    return /^[1-9]\d*$/.test(digits) ? [Number(digits)] : [];
  });
}

function highestOf(place: LockPlace): number | null {
  const all = numbers(place);
  return all.length === 0 ? null : Math.max(...all);
}

function pathOf({ dir, prefix }: LockPlace, generation: number): string {
  return join(dir, `${prefix}${generation}`);
}

function removeQuietly(fs: LockFs, path: string): void {
  try {
    fs.remove(path);
  } catch {
    // A leftover draft is no lock.
  }
}
