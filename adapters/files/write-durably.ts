import { closeSync, fsyncSync, openSync, renameSync, rmSync, writeSync } from "node:fs";
import { OutsideError } from "../../core/errors/index.ts";

/** Writes a file so that a crash leaves the old or the new one, never a part. */
export function writeDurably(path: string, text: string, mode = 0o644): void {
  const temporary = `${path}.${process.pid}.tmp`;
  try {
    const file = openSync(temporary, "w", mode);
    try {
      writeSync(file, text);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renameSync(temporary, path);
  } catch (cause) {
    rmSync(temporary, { force: true });
    const code = (cause as NodeJS.ErrnoException).code;
    throw new OutsideError(code === "ENOSPC" ? "disk-full" : "write-failed", `cannot write ${path} (${code ?? String(cause)})`, {
      file: path,
      next: code === "ENOSPC" ? "free some space, then run the command again" : "check the folder's permissions",
      cause,
    });
  }
}
