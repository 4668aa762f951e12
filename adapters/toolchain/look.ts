import { join } from "node:path";
import {
  type Choice,
  decide,
  formatVersion,
  type GoSeen,
  type GoTool,
  type ToolSeen,
} from "../../core/toolchain/index.ts";
import { type CacheEntry, readEntry } from "./cache.ts";
import type { Environment } from "./folders.ts";
import { goNeeded } from "./go.ts";
import { findOnPath, hasBeside, versionOf } from "./on-path.ts";
import type { ResolvedTool } from "./resolved.ts";

export interface LookContext {
  readonly toolsDir: string;
  readonly toolchainFolder: string;
  readonly env: Environment;
  readonly go: GoSeen;
}

export interface Look {
  readonly tool: GoTool;
  readonly choice: Choice;
  readonly seen: ToolSeen;
  readonly resolved: ResolvedTool;
}

/**
 * Looks for a tool and decides, without changing anything.
 * @param host what was found for the tool that this one comes with
 */
export async function look(tool: GoTool, host: ResolvedTool | undefined, context: LookContext): Promise<Look> {
  const { toolsDir, toolchainFolder, env, go } = context;
  const beside = await lookBeside(tool, host, toolsDir);
  const seen: ToolSeen & { cached: CacheEntry } = {
    onPath: tool.comesWith === null ? await lookOnPath(tool, env) : null,
    cached: await readEntry(
      toolsDir,
      tool.name,
      tool.wanted,
      tool.binaries.map((binary) => binary.name),
    ),
    go,
    goNeeded: await goNeeded(toolchainFolder, tool),
  };
  if (beside !== null)
    return { tool, seen, choice: { use: beside.source === "path" ? "path" : "cache" }, resolved: beside };
  const choice = decide(tool, seen);
  return { tool, seen, choice, resolved: describe(tool, choice, seen) };
}

async function lookOnPath(tool: GoTool, env: Environment): Promise<ToolSeen["onPath"]> {
  const [binary, ...others] = tool.binaries;
  const file = await findOnPath(binary.name, env);
  if (file === null || binary.versionArgs === null) return null;
  const besides = [...others.map((other) => other.name), ...(tool.besideIt === null ? [] : [tool.besideIt])];
  const found = await Promise.all(besides.map((name) => hasBeside(file, name)));
  return { file, version: await versionOf(file, binary.versionArgs, env), complete: found.every(Boolean) };
}

/** What lies beside the tool that it comes with: on PATH, or in the same verified download. */
async function lookBeside(
  tool: GoTool,
  host: ResolvedTool | undefined,
  toolsDir: string,
): Promise<ResolvedTool | null> {
  if (tool.comesWith === null || host?.file == null) return null;
  const name = tool.binaries[0].name;
  const file = join(host.file, "..", name);
  const found = { ...base(tool), version: host.version, source: host.source, ok: true, file };
  if (host.source === "path") return (await hasBeside(host.file, name)) ? found : null;
  const entry = await readEntry(toolsDir, host.name, host.wanted, [name]);
  return entry.state === "intact" ? { ...found, sha256: entry.manifest.files[name] ?? null } : null;
}

function describe(tool: GoTool, choice: Choice, seen: ToolSeen & { cached: CacheEntry }): ResolvedTool {
  if (choice.use === "path" && seen.onPath !== null) {
    const { file, version } = seen.onPath;
    return { ...base(tool), version: version && formatVersion(version), source: "path", ok: true, file };
  }
  if (choice.use === "cache" && seen.cached.state === "intact") {
    const { folder, manifest } = seen.cached;
    const { name } = tool.binaries[0];
    const cached = { version: tool.wanted, source: manifest.source, ok: true, file: join(folder, name) };
    return { ...base(tool), ...cached, sha256: manifest.files[name] ?? null };
  }
  if (choice.use === "nothing") return { ...base(tool), because: choice.because, next: choice.next };
  const because = choice.use === "install" ? choice.because : null;
  return { ...base(tool), because, next: `maestro tools install ${tool.name}` };
}

function base(tool: GoTool): ResolvedTool {
  const { name, wanted, neededForStart, usedByTests } = tool;
  const missing = { version: null, source: "missing", ok: false, file: null } as const;
  const unknown = { sha256: null, because: null, next: null } as const;
  return { name, wanted, neededForStart, usedByTests, ...missing, ...unknown };
}
