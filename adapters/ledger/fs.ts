import {
  closeSync,
  fsyncSync,
  ftruncateSync,
  linkSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeSync,
} from "node:fs";
import { OutsideError } from "../../core/errors/index.ts";

/** What the ledger asks of a file system. All calls are synchronous and throw Node's errors with their `code`. */
export interface LedgerFs {
  /** `r+` for an existing file, `w+` to create or empty one. */
  open(path: string, flags: "r+" | "w+" | "a"): number;
  /** Bytes written, which may be fewer than given. */
  write(fd: number, bytes: Uint8Array, position: number | null): number;
  fsync(fd: number): void;
  truncate(fd: number, length: number): void;
  close(fd: number): void;
  read(path: string): Buffer;
  link(existing: string, path: string): void;
  rename(from: string, to: string): void;
  remove(path: string): void;
  list(dir: string): string[];
  mkdir(dir: string): void;
  fsyncDir(dir: string): void;
}

export const nodeFs: LedgerFs = {
  open: (path, flags) => openSync(path, flags, 0o600),
  write: (fd, bytes, position) => writeSync(fd, bytes, 0, bytes.length, position),
  fsync: fsyncSync,
  truncate: ftruncateSync,
  close: closeSync,
  read: (path) => readFileSync(path),
  link: linkSync,
  rename: renameSync,
  remove: (path) => rmSync(path, { force: true }),
  list: (dir) => readdirSync(dir),
  mkdir: (dir) => {
    mkdirSync(dir, { recursive: true });
  },
  fsyncDir: (dir) => {
    const fd = openSync(dir, "r");
    try {
      fsyncSync(fd);
    } finally {
      closeSync(fd);
    }
  },
};

export function errorCode(error: unknown): string | undefined {
  return error instanceof Error ? (error as NodeJS.ErrnoException).code : undefined;
}

/** Null when there is no such file. */
export function readIfThere(fs: LedgerFs, path: string): Buffer | null {
  try {
    return fs.read(path);
  } catch (error) {
    if (errorCode(error) === "ENOENT") return null;
    throw outside(error, path);
  }
}

/** Writes all bytes from a position on; null appends. */
export function writeAll(fs: LedgerFs, fd: number, bytes: Uint8Array, position: number | null): void {
  let done = 0;
  while (done < bytes.length) {
    const wrote = fs.write(fd, bytes.subarray(done), position === null ? null : position + done);
    if (wrote === 0) throw Object.assign(new Error("the disk takes no more bytes"), { code: "ENOSPC" });
    done += wrote;
  }
}

/** The one place where the disk's errors get their meaning. */
export function outside(error: unknown, file: string): OutsideError {
  if (error instanceof OutsideError) return error;
  const code = errorCode(error);
  const cause = { file, cause: error };
  if (code === "ENOSPC" || code === "EDQUOT")
    return new OutsideError("ledger-disk-full", `no space left for the ledger ${file}; nothing was written`, {
      ...cause,
      next: "free some space, then run `maestro cutover resume`",
    });
  if (code === "EROFS" || code === "EACCES" || code === "EPERM")
    return new OutsideError("ledger-read-only", `the ledger ${file} cannot be written (${code})`, {
      ...cause,
      next: "name a folder that can be written with --state-dir",
    });
  return new OutsideError("ledger-io", `the ledger ${file} cannot be read or written: ${String(error)}`, {
    ...cause,
    next: "check the disk, then run `maestro cutover resume`",
  });
}
