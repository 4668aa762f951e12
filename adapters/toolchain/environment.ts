import { mkdir, rm } from "node:fs/promises";
import { delimiter, dirname, join } from "node:path";
import { putProgram, putShim, shims } from "./engine-folder.ts";
import { type Environment, packageRoot, projectNode, toolsDirectory } from "./folders.ts";
import { hasBeside } from "./on-path.ts";
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

/** The engine's own parts: a cached one is put beside the shims. */
const engineParts: ReadonlySet<string> = new Set(["pulumi", "pulumi-language-nodejs"]);

/**
 * The environment in which a `pulumi` of these tools runs: laid over the process's own.
 * Fills `<stateDir>/engine` with the engine, its language host and the two shims by which it starts packs and dynamic
 * providers with this project's node and SDK. An engine on PATH that has such programs beside it keeps its own.
 * @param resolved what `resolveTools` or `ensureTools` has returned just now
 * @returns PATH (engine, the project's node, the other tools, then the given PATH) and the engine's variables
 * @throws OutsideError `tool-checksum`, `engine-folder-unusable`
 */
export async function toolEnvironment(
  resolved: readonly ResolvedTool[],
  options: ToolEnvironmentOptions,
): Promise<Record<string, string>> {
  const root = options.packageRoot ?? packageRoot();
  const node = projectNode(root);
  const engine = join(options.stateDir, "engine");
  await fillEngine(engine, resolved, node.file, join(root, "node_modules", "@pulumi", "pulumi"));
  const found = resolved.filter((tool) => !isCachedPart(tool)).map((tool) => tool.file && dirname(tool.file));
  const path = [engine, node.folder, ...found, ...(options.env.PATH ?? "").split(delimiter)];
  const home = join(options.stateDir, "pulumi-home");
  if (options.plugins !== "user") await mkdir(home, { recursive: true });
  return {
    PATH: [...new Set(path.filter((folder) => folder !== null && folder !== ""))].join(delimiter),
    PULUMI_SKIP_UPDATE_CHECK: "true",
    NODE_OPTIONS: withPreload(options.env.NODE_OPTIONS, join(root, "adapters", "toolchain", "lazy-compiler.cjs")),
    NODE_COMPILE_CACHE: join(options.toolsDir ?? toolsDirectory(options.env), "compile-cache"),
    ...(options.plugins === "user" ? {} : { PULUMI_HOME: home, PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true" }),
  };
}

/** Node splits NODE_OPTIONS at spaces outside of double quotes, in which a backslash escapes. */
function withPreload(given: string | undefined, file: string): string {
  const preload = `--require "${file.replace(/[\\"]/g, "\\$&")}"`;
  return given?.includes(preload) ? given : [given, preload].filter(Boolean).join(" ");
}

const isCachedPart = (tool: ResolvedTool): boolean =>
  engineParts.has(tool.name) && (tool.source === "built" || tool.source === "official");

async function fillEngine(engine: string, resolved: readonly ResolvedTool[], node: string, sdk: string): Promise<void> {
  await mkdir(engine, { recursive: true });
  // A shell that took over an earlier environment of ours finds this very folder on its PATH.
  const isOwn = (tool: ResolvedTool): boolean => tool.file !== null && dirname(tool.file) === engine;
  for (const tool of resolved)
    if (isCachedPart(tool) && tool.file !== null) await putProgram(engine, { ...tool, file: tool.file });
    else if (engineParts.has(tool.name) && !isOwn(tool)) await rm(join(engine, tool.name), { force: true });
  const onPath =
    resolved.find((tool) => tool.name === "pulumi" && tool.source === "path" && !isOwn(tool))?.file ?? null;
  for (const name of Object.keys(shims) as (keyof typeof shims)[])
    if (onPath !== null && (await hasBeside(onPath, name))) await rm(join(engine, name), { force: true });
    else await putShim(engine, name, node, sdk);
}
