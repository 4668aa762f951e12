import { createHash, randomBytes } from "node:crypto";
import { existsSync, lstatSync } from "node:fs";
import { chmod, cp, mkdir, readdir, realpath, rename, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { OutsideError } from "../../core/errors/index.ts";
import { type Account, mayEnter } from "./account.ts";
import type { PostgresBinaries } from "./binaries.ts";

/** Where the server's files lie. */
export interface Place {
  /** Holds the data folder; its owner is who runs this process. */
  readonly base: string;
  readonly data: string;
  readonly binaries: PostgresBinaries;
}

/**
 * Chooses where the data and the programs lie. Beside the state, unless another account must run the server and may
 * not enter there (a clone under a home of mode 0700): then below the temporary folder, named by the state's path.
 * @param folder the state directory's postgres folder; it exists
 */
export async function choosePlace(folder: string, binaries: PostgresBinaries, account: Account | null): Promise<Place> {
  if (account === null) return { base: folder, data: join(folder, "data"), binaries };
  const base = mayEnter(await realpath(folder), account) ? folder : await outsideBase(await realpath(folder), account);
  return { base, data: join(base, "data"), binaries: await reachable(binaries, base, account) };
}

/** The name of a postgres folder's place elsewhere. @param folder without symbolic links */
export const outsideName = (folder: string): string =>
  `maestro-postgres-${createHash("sha256").update(folder).digest("hex").slice(0, 16)}`;

async function outsideBase(folder: string, account: Account): Promise<string> {
  const parent = [tmpdir(), "/tmp", "/var/tmp"].find(
    (candidate) => existsSync(candidate) && mayEnter(candidate, account),
  );
  if (parent === undefined)
    throw new OutsideError(
      "postgres-no-place",
      `user ${account.name} may enter neither ${folder} nor a temporary folder`,
      {
        next: `chmod o+x on the folders above ${folder}, or give --state-dir another place`,
      },
    );
  const base = join(parent, outsideName(folder));
  await mkdir(base, { mode: 0o755 }).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== "EEXIST") throw error;
  });
  const found = lstatSync(base);
  // The temporary folder is everybody's: a folder that somebody else has put there is not used.
  if (!found.isDirectory() || found.uid !== process.getuid?.())
    throw new OutsideError("postgres-no-place", `${base} belongs to someone else`, {
      next: `remove it after a look, or give --state-dir a place that user ${account.name} may enter`,
    });
  await chmod(base, 0o755);
  return base;
}

/** The programs themselves, or a copy below `base` when the account cannot read them. */
async function reachable(binaries: PostgresBinaries, base: string, account: Account): Promise<PostgresBinaries> {
  const folders = ["bin", "lib", "share"].map((name) => join(binaries.folder, name));
  if (folders.every((folder) => mayEnter(folder, account)) && mayEnter(binaries.postgres, account)) return binaries;
  const { size, mtimeMs } = await stat(binaries.postgres);
  const copy = join(base, `programs-${size}-${Math.floor(mtimeMs)}`);
  if (!existsSync(copy)) {
    const temporary = `${copy}.${randomBytes(4).toString("hex")}`;
    try {
      await cp(binaries.folder, temporary, { recursive: true, verbatimSymlinks: true });
      await openToAll(temporary);
      await rename(temporary, copy);
    } finally {
      await rm(temporary, { recursive: true, force: true });
    }
  }
  return { folder: copy, postgres: join(copy, "bin", "postgres"), initdb: join(copy, "bin", "initdb") };
}

async function openToAll(folder: string): Promise<void> {
  await chmod(folder, 0o755);
  for (const entry of await readdir(folder, { withFileTypes: true, recursive: true }))
    if (!entry.isSymbolicLink()) {
      const file = join(entry.parentPath, entry.name);
      await chmod(file, entry.isDirectory() || (await stat(file)).mode & 0o100 ? 0o755 : 0o644);
    }
}
