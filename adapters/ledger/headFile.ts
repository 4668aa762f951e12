import { join } from "node:path";
import { digestSchema, EMPTY_HEAD, type LedgerHead } from "../../core/ledger/index.ts";
import { type LedgerFs, outside, readIfThere, writeAll } from "./fs.ts";

/**
 * ledger.head: the number and hash of the last acknowledged entry, so that a lost tail is noticed. Two slots of fixed
 * size are written in turn and in place: a torn write spoils one slot only, and a full disk does not stop it.
 */
const SLOT_BYTES = 256;

export function headPath(dir: string): string {
  return join(dir, "ledger.head");
}

/** `absent`: there is no file. `unreadable`: neither slot makes sense. */
export function readHead(fs: LedgerFs, dir: string): LedgerHead | "absent" | "unreadable" {
  const bytes = readIfThere(fs, headPath(dir));
  if (bytes === null) return "absent";
  const slots = [0, SLOT_BYTES].map((at) => parseSlot(bytes.subarray(at, at + SLOT_BYTES).toString("utf8")));
  const heads = slots.filter((slot) => slot !== null).sort((a, b) => b.seq - a.seq);
  return heads[0] ?? "unreadable";
}

/**
 * Makes the head of an empty ledger; it is there wholly or not at all.
 * @throws OutsideError `ledger-disk-full`, `ledger-read-only` or `ledger-io`
 */
export function createHead(fs: LedgerFs, dir: string): number {
  const path = headPath(dir);
  const draft = `${path}.new`;
  let fd: number | null = null;
  try {
    fd = fs.open(draft, "w+");
    writeAll(fs, fd, Buffer.alloc(2 * SLOT_BYTES, " "), 0);
    writeHead(fs, fd, EMPTY_HEAD);
    fs.rename(draft, path);
    fs.fsyncDir(dir);
    return fd;
  } catch (error) {
    if (fd !== null) fs.close(fd);
    throw outside(error, path);
  }
}

/** Writes and fsyncs; throws the file system's own errors. */
export function writeHead(fs: LedgerFs, fd: number, head: LedgerHead): void {
  const slot = `${JSON.stringify({ seq: head.seq, hash: head.hash, at: head.at }).padEnd(SLOT_BYTES - 1)}\n`;
  writeAll(fs, fd, Buffer.from(slot), (head.seq & 1) * SLOT_BYTES);
  fs.fsync(fd);
}

/** Empties the slot that a head with this number may have been written to. */
export function eraseHead(fs: LedgerFs, fd: number, seq: number): void {
  writeAll(fs, fd, Buffer.alloc(SLOT_BYTES, " "), (seq & 1) * SLOT_BYTES);
}

function parseSlot(text: string): LedgerHead | null {
  try {
    const { seq, hash, at } = JSON.parse(text) as { seq: unknown; hash: unknown; at: unknown };
    const digest = digestSchema.safeParse(hash);
    if (!Number.isSafeInteger(seq) || !Number.isSafeInteger(at) || !digest.success) return null;
    return { seq: seq as number, hash: digest.data, at: at as number };
  } catch {
    return null;
  }
}
