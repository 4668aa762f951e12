import { constants } from "node:fs";
import { access, stat } from "node:fs/promises";
import { delimiter, dirname, isAbsolute, join } from "node:path";
import { findVersion, type Version } from "../../core/toolchain/index.ts";
import { run } from "../process/run.ts";
import type { Environment } from "./folders.ts";

/** The first executable file of this name on PATH; null when there is none. Relative folders of PATH are left out. */
export async function findOnPath(name: string, env: Environment): Promise<string | null> {
  for (const folder of (env.PATH ?? "").split(delimiter)) {
    if (isAbsolute(folder) && (await isExecutable(join(folder, name)))) return join(folder, name);
  }
  return null;
}

/** True when `name` is an executable in the folder of `file`. */
export const hasBeside = (file: string, name: string): Promise<boolean> => isExecutable(join(dirname(file), name));

export async function isExecutable(file: string): Promise<boolean> {
  try {
    await access(file, constants.X_OK);
    return (await stat(file)).isFile();
  } catch {
    return false;
  }
}

const VERSION_TIMEOUT_MS = 10_000;

/** The version that a program prints; null when it fails, hangs for 10 s or prints none. */
export async function versionOf(file: string, args: readonly string[], env: Environment): Promise<Version | null> {
  const result = await run(file, args, {
    env: { ...env, PULUMI_SKIP_UPDATE_CHECK: "true" },
    timeoutMs: VERSION_TIMEOUT_MS,
  });
  return result.outcome === "exited" && result.code === 0 ? findVersion(result.stdout || result.stderr) : null;
}
