import { randomBytes } from "node:crypto";
import { copyFile, link, mkdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { OutsideError } from "../../core/errors/index.ts";
import { digestOf } from "./cache.ts";
import type { ResolvedTool } from "./resolved.ts";

/** Name of a plugin's program → the program of @pulumi/pulumi that it stands for. */
export const shims = {
  "pulumi-analyzer-policy": "run-policy-pack",
  "pulumi-resource-pulumi-nodejs": "dynamic-provider",
} as const;

/** Puts a shim that starts a program of the SDK with this project's node. */
export async function putShim(folder: string, name: keyof typeof shims, node: string, sdk: string): Promise<void> {
  const file = join(folder, name);
  const text = `#!/bin/sh\nexec ${quote(node)} ${quote(join(sdk, "cmd", shims[name]))} "$@"\n`;
  if ((await readFile(file, "utf8").catch(() => null)) === text) return;
  await replace(folder, file, (temporary) => writeFile(temporary, text, { mode: 0o755 }));
}

/**
 * Puts a cached program into the folder: the same file by a hard link, or a copy where the cache is on another disk.
 * The engine warns at each run of a plugin that does not lie beside it, and shims differ from clone to clone.
 * @throws OutsideError `tool-checksum` when what arrives is not what was resolved, `engine-folder-unusable`
 */
export async function putProgram(folder: string, tool: ResolvedTool & { readonly file: string }): Promise<void> {
  const file = join(folder, basename(tool.file));
  if ((await isSameFile(file, tool.file)) || (await isIntact(file, tool.sha256))) return;
  await replace(folder, file, (temporary) => link(tool.file, temporary).catch(() => copyFile(tool.file, temporary)));
  if ((await isSameFile(file, tool.file)) || (await isIntact(file, tool.sha256))) return;
  throw new OutsideError("tool-checksum", `${file} is not the ${tool.name} that was checked`, {
    next: `maestro tools install ${tool.name}`,
  });
}

async function isSameFile(a: string, b: string): Promise<boolean> {
  const [one, two] = await Promise.all([a, b].map((file) => stat(file, { bigint: true }).catch(() => null)));
  return one != null && two != null && one.dev === two.dev && one.ino === two.ino;
}

const isIntact = async (file: string, sha256: string | null): Promise<boolean> =>
  sha256 !== null && (await digestOf(file)) === sha256;

async function replace(folder: string, file: string, write: (temporary: string) => Promise<unknown>): Promise<void> {
  await mkdir(folder, { recursive: true });
  const temporary = `${file}.${randomBytes(4).toString("hex")}`;
  try {
    await write(temporary);
    await rename(temporary, file);
  } catch (error) {
    throw new OutsideError("engine-folder-unusable", `cannot write ${file}: ${(error as Error).message}`, {
      next: "free space there, make it writable, or give another --state-dir",
      cause: error,
    });
  } finally {
    // Renaming a link over another link of the same file leaves both.
    await rm(temporary, { force: true });
  }
}

/** For a POSIX shell. */
export const quote = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;
