import { mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { RefusedError } from "../../core/errors/index.ts";
import { rfc3339 } from "../../core/time/index.ts";

/** More than a file system's clock is ever beside the machine's, in ms. */
const tolerance = 2 * 60_000;

/**
 * Holds this process's clock against the one that the kernel stamps a new file with: a process that was started under
 * another clock (faketime, a preloaded Date) decides nothing. A machine whose clock itself was put back is not seen here;
 * the ledger and the backend see it.
 * @param now epoch ms by this process
 * @param stamp gives epoch ms of a file made just now; null where none can be made
 * @throws RefusedError `clock-differs`
 */
export function assertClock(now: number, stamp: () => number | null = stampOfNewFile): void {
  const kernel = stamp();
  if (kernel === null || Math.abs(kernel - now) <= tolerance) return;
  throw new RefusedError(
    "clock-differs",
    `this process says that it is ${rfc3339(Math.floor(now / 1000) * 1000)}, the file system says ${rfc3339(Math.floor(kernel / 1000) * 1000)}`,
    { next: "run it without faketime, NODE_OPTIONS and LD_PRELOAD, or set the machine's clock" },
  );
}

function stampOfNewFile(): number | null {
  let folder: string | null = null;
  try {
    folder = mkdtempSync(join(tmpdir(), "maestro-clock-"));
    const file = join(folder, "now");
    writeFileSync(file, "");
    return statSync(file).mtimeMs;
  } catch {
    return null;
  } finally {
    if (folder !== null) rmSync(folder, { recursive: true, force: true });
  }
}
