import { closeSync, fstatSync, openSync, readSync } from "node:fs";

const BYTES = 16 * 1024;

/**
 * The last lines of a log.
 * @param from byte offset of what belongs to this start
 * @returns [] when it cannot be read
 */
export function logTail(logFile: string, from: number, lines = 10): string[] {
  try {
    const fd = openSync(logFile, "r");
    try {
      const { size } = fstatSync(fd);
      const start = Math.max(from, size - BYTES);
      const buffer = Buffer.alloc(Math.max(0, size - start));
      readSync(fd, buffer, 0, buffer.length, start);
      return buffer.toString("utf8").trimEnd().split("\n").slice(-lines).filter(Boolean);
    } finally {
      closeSync(fd);
    }
  } catch {
    return [];
  }
}
