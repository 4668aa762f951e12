import { closeSync, fsyncSync, openSync, renameSync, rmSync, writeSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { OutsideError } from "../../core/errors/index.ts";

/** The file operations that the write needs, so that a full disk can be tested. */
export interface AtomicFs {
  readonly openSync: (path: string, flags: string, mode?: number) => number;
  readonly writeSync: (fd: number, data: Uint8Array, offset: number) => number;
  readonly fsyncSync: (fd: number) => void;
  readonly closeSync: (fd: number) => void;
  readonly renameSync: (from: string, to: string) => void;
  readonly rmSync: (path: string, options: { force: boolean }) => void;
}

const realFs: AtomicFs = { openSync, writeSync, fsyncSync, closeSync, renameSync, rmSync };

export interface AtomicWriteOptions {
  /** Permission bits of the file; 0o644 unless told. */
  readonly mode?: number;
  /** Waits until the file and its name are on the disk; true unless told. */
  readonly durable?: boolean;
  readonly fs?: AtomicFs;
}

/**
 * Replaces a file in one step: a reader sees the old text or the new one, never a part, whatever crashes.
 * The text goes to a neighbour file first, which is then renamed. Synchronous, so that nothing else of this process
 * runs between the two.
 *
 * @throws OutsideError `disk-full` (ENOSPC, EDQUOT) or `file-not-writable`; the old file is then untouched and no
 *   neighbour is left
 */
export function writeFileAtomic(path: string, text: string, options: AtomicWriteOptions = {}): void {
  const fs = options.fs ?? realFs;
  const neighbour = join(dirname(path), `.${basename(path)}.${process.pid}.tmp`);
  const durable = options.durable ?? true;
  try {
    const fd = fs.openSync(neighbour, "w", options.mode ?? 0o644);
    try {
      const data = Buffer.from(text, "utf8");
      for (let offset = 0; offset < data.length; ) offset += fs.writeSync(fd, data, offset);
      if (durable) fs.fsyncSync(fd);
    } finally {
      fs.closeSync(fd);
    }
    fs.renameSync(neighbour, path);
    if (durable) syncFolder(fs, dirname(path));
  } catch (error) {
    try {
      fs.rmSync(neighbour, { force: true });
    } catch {
      // The first error says more.
    }
    throw writeError(path, error);
  }
}

function syncFolder(fs: AtomicFs, folder: string): void {
  const fd = fs.openSync(folder, "r");
  try {
    fs.fsyncSync(fd);
  } finally {
    fs.closeSync(fd);
  }
}

function writeError(path: string, error: unknown): OutsideError {
  const code = (error as NodeJS.ErrnoException).code ?? "unknown";
  if (code === "ENOSPC" || code === "EDQUOT")
    return new OutsideError("disk-full", `no space left to write ${path}`, {
      file: path,
      next: `free some space: df -h ${dirname(path)}`,
      cause: error,
    });
  return new OutsideError("file-not-writable", `cannot write ${path} (${code})`, {
    file: path,
    next: `look at its folder: ls -ld ${dirname(path)}`,
    cause: error,
  });
}
