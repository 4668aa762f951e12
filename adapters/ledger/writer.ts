import { join } from "node:path";
import { HeldError, OutsideError } from "../../core/errors/index.ts";
import {
  appendEntry,
  EMPTY_HEAD,
  type EntryDraft,
  entryLine,
  headOf,
  type LedgerEntry,
  type LedgerHead,
  verifyEntries,
} from "../../core/ledger/index.ts";
import { type LedgerFs, nodeFs, outside, writeAll } from "./fs.ts";
import { createHead, eraseHead, headPath, writeHead } from "./headFile.ts";
import { acquireLock, type LedgerLock, type LockSettings } from "./lock.ts";
import { type LedgerReading, readLedger } from "./reader.ts";

/** A ledger opened for writing. */
export interface LedgerWriter {
  readonly path: string;
  /** The last entry's. */
  readonly head: LedgerHead;
  /** All entries, the appended ones included. */
  readonly entries: readonly LedgerEntry[];
  /** Grows with every writer that this ledger has had. */
  readonly generation: number;
  /** Bytes that a crash had cut off and that were put aside into ledger.torn at opening; 0 for none. */
  readonly repaired: number;
  /**
   * Appends one entry; when it returns, the entry is on the disk (fsync).
   * @throws OutsideError `ledger-disk-full`, `ledger-read-only`: nothing of it stays, and it may be tried again.
   *   OutsideError `ledger-io`: what stays is not known; the writer takes no more and the ledger must be opened again.
   * @throws TypeError for a body that is not representable as JSON
   */
  append(draft: EntryDraft): LedgerEntry;
  /** Gives the lock back. */
  close(): void;
}

export interface LedgerOptions extends LockSettings {
  readonly fs?: LedgerFs;
}

/**
 * Opens the ledger of a state directory for writing, making it where there is none.
 * A line that a crash cut off, which nobody was told of, is put aside; anything else that is wrong is a person's to see.
 * @param now the clock, epoch ms; a time before the last entry's counts as that one's
 * @throws RefusedError `ledger-locked`; HeldError `ledger-broken`; OutsideError for the disk's errors
 */
export function openLedger(dir: string, now: () => number, options: LedgerOptions = {}): LedgerWriter {
  const fs = options.fs ?? nodeFs;
  try {
    fs.mkdir(dir);
  } catch (error) {
    throw outside(error, dir);
  }
  const lock = acquireLock(fs, dir, options);
  const open: number[] = [];
  try {
    return new Writer(fs, dir, now, lock, open);
  } catch (error) {
    for (const fd of open) fs.close(fd);
    lock.release();
    throw error;
  }
}

class Writer implements LedgerWriter {
  readonly path: string;
  readonly repaired: number;
  readonly #fs: LedgerFs;
  readonly #dir: string;
  readonly #now: () => number;
  readonly #lock: LedgerLock;
  readonly #entries: LedgerEntry[];
  readonly #fd: number;
  readonly #headFd: number;
  #head: LedgerHead;
  #size: number;
  #unusable: string | null = null;

  constructor(fs: LedgerFs, dir: string, now: () => number, lock: LedgerLock, open: number[]) {
    [this.#fs, this.#dir, this.#now, this.#lock] = [fs, dir, now, lock];
    const found = readLedger(dir, fs);
    this.path = found.path;
    const sound = soundLines(found);
    this.#entries = found.entries.slice(0, sound);
    const last = this.#entries.at(-1);
    this.#head = last === undefined ? EMPTY_HEAD : headOf(last);
    this.#size = found.lines.slice(0, sound).reduce((sum, line) => sum + Buffer.byteLength(line) + 1, 0);
    const opened = (fd: number): number => {
      open.push(fd);
      return fd;
    };
    this.#headFd = opened(found.recorded === "absent" ? createHead(fs, dir) : this.#open(headPath(dir)));
    this.#fd = opened(this.#openOrCreate());
    this.repaired = this.#putTornAside();
    this.#guarded(() => writeHead(fs, this.#headFd, this.#head));
  }

  get head(): LedgerHead {
    return this.#head;
  }

  get entries(): readonly LedgerEntry[] {
    return this.#entries;
  }

  get generation(): number {
    return this.#lock.generation;
  }

  append(draft: EntryDraft): LedgerEntry {
    if (this.#unusable !== null)
      throw new OutsideError("ledger-io", `the ledger takes no more entries: ${this.#unusable}`, {
        file: this.path,
        next: "run `maestro cutover resume`, which opens it again",
      });
    const entry = appendEntry(this.#head, draft, this.#now());
    const bytes = Buffer.from(`${entryLine(entry)}\n`);
    try {
      writeAll(this.#fs, this.#fd, bytes, this.#size);
      this.#fs.fsync(this.#fd);
      writeHead(this.#fs, this.#headFd, headOf(entry));
    } catch (error) {
      const reason = outside(error, this.path);
      this.#takeBack(reason);
      throw reason;
    }
    this.#size += bytes.length;
    this.#head = headOf(entry);
    this.#entries.push(entry);
    return entry;
  }

  close(): void {
    if (this.#unusable === "it was closed") return;
    this.#unusable = "it was closed";
    this.#fs.close(this.#fd);
    this.#fs.close(this.#headFd);
    this.#lock.release();
  }

  /** After a failed fsync the kernel may have dropped the pages: no later success would mean anything. */
  #takeBack(reason: OutsideError): void {
    try {
      eraseHead(this.#fs, this.#headFd, this.#head.seq + 1);
      this.#fs.truncate(this.#fd, this.#size);
      this.#fs.fsync(this.#fd);
      writeHead(this.#fs, this.#headFd, this.#head);
      if (reason.code === "ledger-io") this.#unusable = reason.message;
    } catch {
      this.#unusable = reason.message;
    }
  }

  #putTornAside(): number {
    const bytes = this.#fs.read(this.path);
    const torn = bytes.subarray(this.#size);
    if (torn.length === 0) return 0;
    const aside = join(this.#dir, "ledger.torn");
    this.#guarded(() => {
      const fd = this.#fs.open(aside, "a");
      try {
        writeAll(this.#fs, fd, Buffer.concat([torn, Buffer.from("\n")]), null);
        this.#fs.fsync(fd);
      } finally {
        this.#fs.close(fd);
      }
      this.#fs.truncate(this.#fd, this.#size);
      this.#fs.fsync(this.#fd);
    });
    return torn.length;
  }

  #openOrCreate(): number {
    try {
      return this.#fs.open(this.path, "r+");
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw outside(error, this.path);
    }
    return this.#guarded(() => {
      const fd = this.#fs.open(this.path, "w+");
      this.#fs.fsync(fd);
      this.#fs.fsyncDir(this.#dir);
      return fd;
    });
  }

  #open(path: string): number {
    try {
      return this.#fs.open(path, "r+");
    } catch (error) {
      throw outside(error, path);
    }
  }

  #guarded<T>(work: () => T): T {
    try {
      return work();
    } catch (error) {
      throw outside(error, this.path);
    }
  }
}

/**
 * How many lines stand. Lines behind the recorded head were never acknowledged: they stay when they chain, and are
 * torn when they do not.
 */
function soundLines({ lines, recorded, verification, path, tail }: LedgerReading): number {
  if (recorded === "absent" && lines.length === 0 && tail === 0) return 0;
  if (typeof recorded === "string")
    throw broken(path, undefined, `ledger.head is ${recorded}, so that a lost tail could not be noticed`);
  if (verification.verified) return lines.length;
  const acknowledged = verifyEntries(lines.slice(0, recorded.seq + 1), recorded);
  if (acknowledged.verified) return recorded.seq + 1;
  const first = acknowledged.failures[0]!;
  throw broken(path, first.line, first.text);
}

function broken(file: string, line: number | undefined, text: string): HeldError {
  return new HeldError("ledger-broken", `the ledger is not whole: ${text}`, {
    file,
    line,
    next: "compare it with the runs' extracts under reports/, restore it or set it aside, then start again",
  });
}
