import { createHash, randomBytes } from "node:crypto";
import { createReadStream } from "node:fs";
import { access, chmod, mkdir, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import * as z from "zod";
import { OutsideError } from "../../core/errors/index.ts";
import { endProcess, isSame, type ProcessIdentity } from "../process/identity.ts";
import { platform } from "./folders.ts";

const manifestSchema = z.strictObject({
  name: z.string(),
  version: z.string(),
  platform: z.string(),
  source: z.enum(["official", "built"]),
  /** File name in the entry's folder → lower-case hex SHA-256. */
  files: z.record(z.string(), z.string().regex(/^[0-9a-f]{64}$/)),
});
export type Manifest = z.infer<typeof manifestSchema>;

export type CacheEntry =
  | { readonly state: "absent" }
  | { readonly state: "intact"; readonly folder: string; readonly manifest: Manifest }
  | { readonly state: "changed"; readonly file: string };

const MANIFEST = "manifest.json";

/** One folder a tool, version and platform, filled elsewhere and renamed into place: it is whole or absent. */
export const entryFolder = (toolsDir: string, name: string, version: string): string =>
  join(toolsDir, name, version, platform);

/**
 * Reads an entry and compares every file with the SHA-256 recorded when it was installed.
 * @param required files that must be among them
 */
export async function readEntry(
  toolsDir: string,
  name: string,
  version: string,
  required: readonly string[],
): Promise<CacheEntry> {
  const folder = entryFolder(toolsDir, name, version);
  let text: string;
  try {
    text = await readFile(join(folder, MANIFEST), "utf8");
  } catch (error) {
    if (isMissing(error)) return (await exists(folder)) ? { state: "changed", file: folder } : { state: "absent" };
    throw cacheError(toolsDir, error);
  }
  const manifest = parseManifest(text);
  if (manifest === null || manifest.name !== name || manifest.version !== version || manifest.platform !== platform)
    return { state: "changed", file: join(folder, MANIFEST) };
  const unlisted = required.find((file) => !(file in manifest.files));
  if (unlisted !== undefined) return { state: "changed", file: join(folder, unlisted) };
  for (const [file, digest] of Object.entries(manifest.files))
    if ((await digestOf(join(folder, file))) !== digest) return { state: "changed", file: join(folder, file) };
  return { state: "intact", folder, manifest };
}

function parseManifest(text: string): Manifest | null {
  try {
    return manifestSchema.parse(JSON.parse(text));
  } catch {
    return null;
  }
}

/** A folder of its own for one install, on the cache's disk. Call `clearLeftovers` first, under the install lock. */
export async function makeWorkFolder(toolsDir: string, name: string): Promise<string> {
  const folder = join(toolsDir, ".work", `${name}-${randomBytes(4).toString("hex")}`);
  try {
    await mkdir(folder, { recursive: true });
  } catch (error) {
    throw cacheError(toolsDir, error);
  }
  return folder;
}

/** Notes the process that works in a work folder, so that the next install can end it if this one is killed. */
export async function noteWorker(workFolder: string, identity: ProcessIdentity): Promise<void> {
  await writeFile(join(workFolder, "worker.json"), JSON.stringify(identity));
}

/** Makes the cache's folder. */
export async function makeToolsFolder(toolsDir: string): Promise<void> {
  await mkdir(toolsDir, { recursive: true }).catch((error: unknown) => {
    throw cacheError(toolsDir, error);
  });
}

/** Removes what an interrupted install left, and ends its build if that still runs. Only under the install lock. */
export async function clearLeftovers(toolsDir: string): Promise<void> {
  const work = join(toolsDir, ".work");
  for (const name of await readdir(work).catch(() => [] as string[])) {
    const folder = join(work, name);
    const worker = await readFile(join(folder, "worker.json"), "utf8").then(
      (text) => JSON.parse(text) as ProcessIdentity,
      () => null,
    );
    if (worker !== null && isSame(worker)) await endProcess(worker, { graceMs: 2000, group: true });
    await rm(folder, { recursive: true, force: true });
  }
}

/**
 * Makes a folder of binaries the cache's entry: records their checksums, then renames it into place.
 * @param binFolder holds the tool's files and nothing else, below a work folder
 */
export async function commitEntry(
  toolsDir: string,
  binFolder: string,
  entry: { readonly name: string; readonly version: string; readonly source: Manifest["source"] },
): Promise<string> {
  const target = entryFolder(toolsDir, entry.name, entry.version);
  try {
    const files: Record<string, string> = {};
    for (const file of (await readdir(binFolder)).sort()) {
      await chmod(join(binFolder, file), 0o755);
      const digest = await digestOf(join(binFolder, file));
      if (digest !== null) files[file] = digest;
    }
    const manifest: Manifest = { ...entry, platform, files };
    await writeFile(join(binFolder, MANIFEST), `${JSON.stringify(manifest, null, 2)}\n`, { flush: true });
    await mkdir(join(target, ".."), { recursive: true });
    if (await exists(target)) await rename(target, `${binFolder}.old`);
    await rename(binFolder, target);
    return target;
  } catch (error) {
    throw cacheError(toolsDir, error);
  }
}

/** Lower-case hex SHA-256 of a file; null when it cannot be read. */
export async function digestOf(file: string): Promise<string | null> {
  const hash = createHash("sha256");
  try {
    await pipeline(createReadStream(file, { highWaterMark: 1 << 20 }), hash);
  } catch {
    return null;
  }
  return hash.digest("hex");
}

const exists = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );

const isMissing = (error: unknown): boolean => (error as NodeJS.ErrnoException).code === "ENOENT";

/** What went wrong with the cache's folder, by the system's code. */
export function cacheError(toolsDir: string, error: unknown): OutsideError {
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === "ENOSPC" || code === "EDQUOT")
    return new OutsideError("tools-disk-full", `no space left for tools in ${toolsDir}`, {
      next: "free about 3 GB, or set MAESTRO_TOOLS_DIR to a folder on another disk",
      cause: error,
    });
  return new OutsideError("tools-dir-unusable", `cannot use the tools folder ${toolsDir}: ${message}`, {
    field: "MAESTRO_TOOLS_DIR",
    next: "set MAESTRO_TOOLS_DIR to a folder that this user may write",
    cause: error,
  });
}
