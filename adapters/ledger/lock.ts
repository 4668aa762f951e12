import { hostname } from "node:os";
import { OutsideError, RefusedError } from "../../core/errors/index.ts";
import { identify, type ProcessIdentity } from "../process/identity.ts";
import { type HeldBy, type LockPlace, lockOwner, type NumberedLock, takeLock } from "../process/numbered-lock.ts";
import { type LedgerFs, outside } from "./fs.ts";

/** One writer at a time: see `takeLock`. */
const PREFIX = "ledger.lock.";

export interface LockSettings {
  readonly identity?: ProcessIdentity;
  readonly host?: string;
  /** What a second writer is told that the first is at, such as `cutover of demo`. */
  readonly purpose?: string;
}

export type LedgerLock = NumberedLock;

/**
 * Takes the lock, over from a holder that is proved dead on this host.
 * @throws RefusedError `ledger-locked`, naming the holder; OutsideError for the disk's errors
 */
export function acquireLock(fs: LedgerFs, dir: string, settings: LockSettings = {}): LedgerLock {
  const identity = settings.identity ?? identify(process.pid);
  if (identity === null) throw new OutsideError("ledger-io", "this process cannot be identified");
  const { purpose = "at work", host } = settings;
  let got: NumberedLock | HeldBy;
  try {
    got = takeLock(placeOf(fs, dir), { ...identity, purpose, ...(host === undefined ? {} : { host }) });
  } catch (error) {
    throw outside(error, `${dir}/${PREFIX}`);
  }
  if ("release" in got) return got;
  const { owner, path } = got;
  const elsewhere = owner.host !== (host ?? hostname());
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

/** Who holds the lock now; null when nobody living does. */
export function lockHolder(
  fs: LedgerFs,
  dir: string,
): { readonly pid: number; readonly host: string; readonly purpose: string } | null {
  return lockOwner(placeOf(fs, dir));
}

function placeOf(fs: LedgerFs, dir: string): LockPlace {
  return {
    fs,
    dir,
    prefix: PREFIX,
    foreignLives: true,
    malformed: (path, cause) => {
      throw new OutsideError("ledger-io", `the lock file ${path} is not one of ours`, {
        file: path,
        next: `see that no cutover runs, then remove ${path}`,
        cause,
      });
    },
  };
}
