import { readFileSync, statSync } from "node:fs";
import { dirname } from "node:path";
import { OutsideError } from "../../core/errors/index.ts";

/** The user that the server runs as. */
export interface Account {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
}

/**
 * Postgres refuses to run as root, so root gives it to an existing unprivileged user: `postgres`, else `nobody`.
 * @param passwd text of /etc/passwd, passwd(5)
 * @returns null when there is neither
 */
export function pickAccount(passwd: string): Account | null {
  for (const wanted of ["postgres", "nobody"])
    for (const line of passwd.split("\n")) {
      const [name, , uid, gid] = line.split(":");
      if (name === wanted && Number(uid) > 0 && Number(gid) > 0) return { name, uid: Number(uid), gid: Number(gid) };
    }
  return null;
}

/**
 * The account to change to; null when this process is not root and needs none.
 * @throws OutsideError `postgres-no-account`
 */
export function serverAccount(): Account | null {
  if (process.getuid?.() !== 0) return null;
  const account = pickAccount(readFileSync("/etc/passwd", "utf8"));
  if (account === null)
    throw new OutsideError("postgres-no-account", "Postgres does not run as root and no user is there to run it", {
      next: "useradd --system postgres, or run as another user, or set DATABASE_URL",
    });
  return account;
}

/** True when an account may enter a folder and read it, by the mode bits of it and of everything above it. */
export function mayEnter(folder: string, account: Account): boolean {
  for (let current = folder, need = 0o5; ; current = dirname(current), need = 0o1) {
    const { mode, uid, gid } = statSync(current);
    const shift = uid === account.uid ? 6 : gid === account.gid ? 3 : 0;
    if (((mode >> shift) & need) !== need) return false;
    if (dirname(current) === current) return true;
  }
}
