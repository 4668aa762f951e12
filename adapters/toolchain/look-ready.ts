import { MaestroError } from "../../core/errors/index.ts";
import {
  compareVersions,
  formatVersion,
  type NpmTool,
  type SystemTool,
  wantedVersion,
} from "../../core/toolchain/index.ts";
import { findPostgresBinaries } from "../postgres/binaries.ts";
import { type Environment, projectNode } from "./folders.ts";
import { findOnPath, versionOf } from "./on-path.ts";
import type { ResolvedTool } from "./resolved.ts";

/** Looks for a tool that is not built here: one that npm brought, or one that a person installs. */
export async function lookReady(tool: NpmTool | SystemTool, root: string, env: Environment): Promise<ResolvedTool> {
  if (tool.kind === "system") return lookSystem(tool, env);
  if (tool.name === "postgres") return lookPostgres(tool, env);
  const { file } = projectNode(root);
  const source = file === process.execPath ? "path" : "official";
  return judge(tool, file, ["--version"], source, "npm ci (it brings Node for this project)", env);
}

async function lookPostgres(tool: NpmTool, env: Environment): Promise<ResolvedTool> {
  if (env.DATABASE_URL) return { ...base(tool), version: null, source: "path", ok: true, because: null, next: null };
  try {
    const { postgres } = await findPostgresBinaries();
    return await judge(tool, postgres, ["--version"], "official", "npm ci, or set DATABASE_URL", env);
  } catch (error) {
    if (!(error instanceof MaestroError)) throw error;
    return { ...base(tool), because: error.message, next: error.next ?? "npm ci" };
  }
}

async function lookSystem(tool: SystemTool, env: Environment): Promise<ResolvedTool> {
  for (const command of tool.commands) {
    const file = await findOnPath(command, env);
    if (file !== null) return judge(tool, file, tool.versionArgs, "path", tool.next, env);
  }
  return { ...base(tool), because: `none of ${tool.commands.join(", ")} is on PATH`, next: tool.next };
}

function base(tool: NpmTool | SystemTool): ResolvedTool {
  const { name, wanted, neededForStart, usedByTests } = tool;
  const missing = { version: null, source: "missing", ok: false, file: null } as const;
  const unknown = { sha256: null, because: null, next: null } as const;
  return { name, wanted, neededForStart, usedByTests, ...missing, ...unknown };
}

async function judge(
  tool: NpmTool | SystemTool,
  file: string,
  args: readonly string[],
  source: "path" | "official",
  next: string,
  env: Environment,
): Promise<ResolvedTool> {
  const found = await versionOf(file, args, env);
  const ok = found !== null && compareVersions(found, wantedVersion(tool)) >= 0;
  const version = found === null ? null : formatVersion(found);
  const because = found === null ? `${file} does not run` : `${file} is ${version}, wanted is ${tool.wanted} or newer`;
  return { ...base(tool), version, source, ok, file, because: ok ? null : because, next: ok ? null : next };
}
