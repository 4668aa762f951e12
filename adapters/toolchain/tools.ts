import { join } from "node:path";
import { OutsideError } from "../../core/errors/index.ts";
import { catalogue, type GoTool, selectTools, type Tool } from "../../core/toolchain/index.ts";
import { lock } from "../process/file-lock.ts";
import { makeToolsFolder } from "./cache.ts";
import { type Environment, packageRoot, toolsDirectory } from "./folders.ts";
import { findGo } from "./go.ts";
import { type InstallContext, install } from "./install.ts";
import { type Look, type LookContext, look } from "./look.ts";
import { lookReady } from "./look-ready.ts";
import { type Probe, probeByHttp } from "./official.ts";
import type { ResolvedTool } from "./resolved.ts";

export interface ToolOptions {
  /** The process's environment: PATH, HOME, MAESTRO_TOOLS_DIR, Go's variables. */
  readonly env: Environment;
  /** Absolute; by default `toolsDirectory(env)`. */
  readonly toolsDir?: string;
  /** The folder with toolchain/ and node_modules/; by default this package's. */
  readonly packageRoot?: string;
  readonly from?: readonly Tool[];
}

export interface EnsureOptions extends ToolOptions {
  readonly progress?: (line: string) => void;
  readonly signal?: AbortSignal | undefined;
  /** Whether the official download answers; by default over HTTP, in at most 3 s. */
  readonly probe?: Probe;
}

/**
 * Looks for tools and installs nothing. The result has the catalogue's order and holds what a named tool comes with.
 * @throws InputError `unknown-tool`
 */
export async function resolveTools(names: readonly string[], options: ToolOptions): Promise<readonly ResolvedTool[]> {
  const context = await lookContext(options);
  const found = new Map<string, ResolvedTool>();
  for (const tool of selectTools(names, options.from ?? catalogue))
    found.set(tool.name, await lookOne(tool, found, context, options));
  return [...found.values()];
}

/**
 * Looks for tools and installs those that are missing, one at a time for all processes that share the cache.
 * @throws InputError `unknown-tool`; OutsideError `tool-missing`, `tool-build-failed`, `tools-disk-full`,
 * `tools-dir-unusable`, `interrupted`
 */
export async function ensureTools(names: readonly string[], options: EnsureOptions): Promise<readonly ResolvedTool[]> {
  const context = await lookContext(options);
  const found = new Map<string, ResolvedTool>();
  for (const tool of selectTools(names, options.from ?? catalogue)) {
    let resolved = await lookOne(tool, found, context, options);
    if (!resolved.ok) {
      if (tool.kind !== "go") throw missing(resolved);
      resolved = await installLocked(tool, found, installContext(context, options));
    }
    found.set(tool.name, resolved);
  }
  return [...found.values()];
}

async function lookContext(options: ToolOptions): Promise<LookContext> {
  const toolsDir = options.toolsDir ?? toolsDirectory(options.env);
  const root = options.packageRoot ?? packageRoot();
  const toolchainFolder = join(root, "toolchain");
  return { toolsDir, toolchainFolder, env: options.env, go: await findGo(options.env, toolsDir) };
}

function installContext(context: LookContext, options: EnsureOptions): InstallContext {
  return {
    ...context,
    packageRoot: options.packageRoot ?? packageRoot(),
    probe: options.probe ?? probeByHttp,
    signal: options.signal,
    progress: options.progress ?? (() => undefined),
  };
}

async function lookOne(
  tool: Tool,
  found: ReadonlyMap<string, ResolvedTool>,
  context: LookContext,
  options: ToolOptions,
): Promise<ResolvedTool> {
  if (tool.kind !== "go") return lookReady(tool, options.packageRoot ?? packageRoot(), context.env);
  return (await lookGo(tool, found, context)).resolved;
}

const lookGo = (tool: GoTool, found: ReadonlyMap<string, ResolvedTool>, context: LookContext): Promise<Look> =>
  look(tool, tool.comesWith === null ? undefined : found.get(tool.comesWith), context);

async function installLocked(
  tool: GoTool,
  found: ReadonlyMap<string, ResolvedTool>,
  context: InstallContext,
): Promise<ResolvedTool> {
  try {
    await makeToolsFolder(context.toolsDir);
    const held = await lock(join(context.toolsDir, ".lock"), `installs ${tool.name}`, {
      signal: context.signal,
      waiting: (holder, ms) =>
        context.progress(
          `${tool.name}: waiting ${Math.round(ms / 1000)} s for process ${holder.process.pid}, which ${holder.purpose}`,
        ),
    });
    try {
      // Whoever held the lock may have installed it meanwhile.
      await install(await lookGo(tool, found, context), context);
      const { resolved } = await lookGo(tool, found, context);
      if (!resolved.ok) throw missing(resolved);
      return resolved;
    } finally {
      await held.release();
    }
  } catch (error) {
    if (!context.signal?.aborted) throw error;
    throw new OutsideError("interrupted", `the install of ${tool.name} was interrupted; nothing half-done is left`, {
      next: `maestro tools install ${tool.name}`,
      cause: error,
    });
  }
}

function missing(tool: ResolvedTool): OutsideError {
  const because = tool.because === null ? "" : `: ${tool.because}`;
  return new OutsideError("tool-missing", `${tool.name} ${tool.wanted} is missing${because}`, {
    next: tool.next ?? undefined,
  });
}
