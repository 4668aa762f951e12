import { existsSync, lstatSync, mkdirSync, readFileSync } from "node:fs";
import { tmpdir, userInfo } from "node:os";
import { dirname, isAbsolute, join, resolve } from "node:path";
import { InputError, OutsideError } from "../../core/errors/index.ts";

export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The folder of this package: the nearest one upwards whose package.json names it. Holds from sources and from dist/.
 * @throws OutsideError `package-incomplete`
 */
export function packageRoot(from: string = import.meta.dirname): string {
  for (let folder = from; ; folder = dirname(folder)) {
    const file = join(folder, "package.json");
    if (existsSync(file) && (JSON.parse(readFileSync(file, "utf8")) as { name?: unknown }).name === "maestro-conductor")
      return folder;
    if (dirname(folder) === folder)
      throw new OutsideError("package-incomplete", "the package's own package.json is not found", { next: "npm ci" });
  }
}

/**
 * Where tools are cached: MAESTRO_TOOLS_DIR, else the user's cache folder (XDG Base Directory: XDG_CACHE_HOME when
 * absolute, else ~/.cache), else, for a user without a home, a folder of their own under the temporary folder.
 * @returns an absolute path
 * @throws InputError `tools-dir-invalid`; OutsideError `tools-dir-unusable` when the one below the temporary folder
 * belongs to someone else
 */
export function toolsDirectory(env: Environment): string {
  const named = env.MAESTRO_TOOLS_DIR;
  if (named !== undefined && named !== "") {
    if (named.includes("\0"))
      throw new InputError("tools-dir-invalid", "MAESTRO_TOOLS_DIR holds a NUL byte", {
        field: "MAESTRO_TOOLS_DIR",
        next: "set it to a folder, or unset it",
      });
    return resolve(named);
  }
  return join(userCache(env), "maestro-conductor", "tools");
}

function userCache(env: Environment): string {
  const xdg = env.XDG_CACHE_HOME;
  if (xdg !== undefined && isAbsolute(xdg)) return xdg;
  const home = homeFolder(env);
  if (home !== null) return join(home, ".cache");
  return temporaryCache();
}

/** Everybody may write to the temporary folder: only a folder that is this user's own is trusted with programs. */
function temporaryCache(): string {
  const folder = join(tmpdir(), `cache-of-${process.getuid?.() ?? "user"}`);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const found = lstatSync(folder);
  if (found.isDirectory() && found.uid === (process.getuid?.() ?? found.uid) && (found.mode & 0o022) === 0)
    return folder;
  throw new OutsideError("tools-dir-unusable", `${folder} belongs to someone else, or others may write to it`, {
    field: "MAESTRO_TOOLS_DIR",
    next: "set HOME, or MAESTRO_TOOLS_DIR to a folder of your own",
  });
}

/** The user's home: HOME when absolute, else the one on record if it exists. */
function homeFolder(env: Environment): string | null {
  const home = env.HOME;
  if (home !== undefined && isAbsolute(home)) return home;
  try {
    const recorded = userInfo().homedir;
    return isAbsolute(recorded) && existsSync(recorded) ? recorded : null;
  } catch {
    return null;
  }
}

/** The key of what was built for this machine. */
export const platform = `${process.platform}-${process.arch}`;

/**
 * The node that this project uses: the one of its platform package, which `npm ci` brings, else the running one.
 * @returns `folder` holds a `node`
 */
export function projectNode(root: string): { readonly file: string; readonly folder: string } {
  const folder = join(root, "node_modules", ".bin");
  const file = join(folder, "node");
  return existsSync(file) ? { file, folder } : { file: process.execPath, folder: dirname(process.execPath) };
}
