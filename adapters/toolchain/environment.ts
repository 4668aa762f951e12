import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { delimiter, dirname, join } from "node:path";
import { type Environment, packageRoot, projectNode, toolsDirectory } from "./folders.ts";
import type { ResolvedTool } from "./resolved.ts";

export interface ToolEnvironmentOptions {
  readonly env: Environment;
  /** Absolute. Shims and Pulumi's home lie below it: two clones that share a tool cache do not share these. */
  readonly stateDir: string;
  readonly toolsDir?: string;
  readonly packageRoot?: string;
  /**
   * Resource plugins: `none` (default) keeps the engine from looking for downloads, which costs seconds an update, and
   * gives it a home of its own; `user` leaves the user's Pulumi home and its plugins in force.
   */
  readonly plugins?: "none" | "user";
}

/** Name of a plugin's program → the program of @pulumi/pulumi that it stands for. */
const shims = {
  "pulumi-analyzer-policy": "run-policy-pack",
  "pulumi-resource-pulumi-nodejs": "dynamic-provider",
} as const;

/**
 * The environment in which a `pulumi` of these tools runs: laid over the process's own.
 * Writes the two shims that let the engine start packs and dynamic providers with this project's node and SDK.
 * @returns PATH (shims, the project's node, the tools, then the given PATH) and the engine's variables
 */
export async function toolEnvironment(
  resolved: readonly ResolvedTool[],
  options: ToolEnvironmentOptions,
): Promise<Record<string, string>> {
  const root = options.packageRoot ?? packageRoot();
  const toolsDir = options.toolsDir ?? toolsDirectory(options.env);
  const node = projectNode(root);
  const shimFolder = join(options.stateDir, "shims");
  await writeShims(shimFolder, node.file, join(root, "node_modules", "@pulumi", "pulumi", "cmd"));
  const found = resolved.flatMap((tool) => (tool.file === null ? [] : [dirname(tool.file)]));
  const path = [...new Set([shimFolder, node.folder, ...found, ...(options.env.PATH ?? "").split(delimiter)])];
  const home = join(options.stateDir, "pulumi-home");
  if (options.plugins !== "user") await mkdir(home, { recursive: true });
  return {
    PATH: path.filter((folder) => folder !== "").join(delimiter),
    PULUMI_SKIP_UPDATE_CHECK: "true",
    NODE_COMPILE_CACHE: join(toolsDir, "compile-cache"),
    ...(options.plugins === "user" ? {} : { PULUMI_HOME: home, PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true" }),
  };
}

async function writeShims(folder: string, node: string, programs: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (const [name, program] of Object.entries(shims)) {
    const file = join(folder, name);
    const text = `#!/bin/sh\nexec ${quote(node)} ${quote(join(programs, program))} "$@"\n`;
    if ((await readFile(file, "utf8").catch(() => null)) === text) continue;
    const temporary = `${file}.${process.pid}`;
    await writeFile(temporary, text, { mode: 0o755 });
    await rename(temporary, file);
  }
}

/** For a POSIX shell. */
export const quote = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;
