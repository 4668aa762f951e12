import type { GoTool } from "./types.ts";
import { compareVersions, findVersion, formatVersion, satisfies, type Version } from "./version.ts";

/** Go on this machine. `canFetchToolchain`: it may download a newer one by itself (GOTOOLCHAIN is not "local"). */
export type GoSeen = { readonly version: Version; readonly canFetchToolchain: boolean } | null;

/** What the machine holds of one tool, looked up before anything is decided. */
export interface ToolSeen {
  /** `complete`: what must lie beside it does. */
  readonly onPath: { readonly file: string; readonly version: Version | null; readonly complete: boolean } | null;
  readonly cached:
    | { readonly state: "absent" }
    | { readonly state: "intact" }
    /** Its bytes are not those that were installed. */
    | { readonly state: "changed"; readonly file: string };
  readonly go: GoSeen;
  /** The `go` line of the tool's go.mod. */
  readonly goNeeded: Version;
}

export type InstallWay = "official" | "build";

export type Choice =
  | { readonly use: "path" }
  | { readonly use: "cache" }
  /** Ways in the order in which they are tried. */
  | { readonly use: "install"; readonly ways: readonly InstallWay[]; readonly because: string }
  | { readonly use: "nothing"; readonly because: string; readonly next: string };

/**
 * Where a tool is taken from: PATH, then the cache, then an install (official download, then a build).
 * A cached file that changed is never used.
 */
export function decide(tool: GoTool, seen: ToolSeen): Choice {
  const wanted = wantedVersion(tool);
  if (seen.onPath?.complete && satisfies(seen.onPath.version, wanted)) return { use: "path" };
  if (seen.cached.state === "intact") return { use: "cache" };
  const because = whyNot(tool, seen);
  const ways: InstallWay[] = [];
  if (tool.official) ways.push("official");
  if (goSuffices(seen)) ways.push("build");
  if (ways.length > 0) return { use: "install", ways, because };
  return { use: "nothing", because, next: nextWithoutGo(tool, seen) };
}

/** What a person does who cannot or could not install the tool in the ways at hand. */
export function nextWithoutGo(tool: GoTool, seen: Pick<ToolSeen, "go" | "goNeeded">): string {
  const name = tool.comesWith ?? tool.name;
  const wanted = tool.comesWith === null ? ` ${tool.wanted} or newer` : "";
  const need = formatVersion(seen.goNeeded);
  const goText = seen.go === null ? `install Go ${need}` : `update Go ${formatVersion(seen.go.version)} to ${need}`;
  return `${goText} or put ${name}${wanted} on PATH, then: maestro tools install ${tool.name}`;
}

export function wantedVersion(tool: { readonly wanted: string }): Version {
  const version = findVersion(tool.wanted);
  if (version === null) throw new TypeError(`the catalogue's version ${tool.wanted} is none`);
  return version;
}

/** Since Go 1.21 a go command fetches the toolchain that go.mod asks for, unless told not to. */
const FETCHES_TOOLCHAINS: Version = { numbers: [1, 21, 0], prerelease: [] };

function goSuffices(seen: ToolSeen): boolean {
  if (seen.go === null) return false;
  if (compareVersions(seen.go.version, seen.goNeeded) >= 0) return true;
  return seen.go.canFetchToolchain && compareVersions(seen.go.version, FETCHES_TOOLCHAINS) >= 0;
}

function whyNot(tool: GoTool, seen: ToolSeen): string {
  if (seen.cached.state === "changed") return `${seen.cached.file} is not what was installed (its checksum differs)`;
  if (seen.onPath === null) return "it is neither on PATH nor in the cache";
  if (!seen.onPath.complete) return `${seen.onPath.file} has no ${tool.besideIt} beside it`;
  const found = seen.onPath.version === null ? "of unknown version" : formatVersion(seen.onPath.version);
  return `${seen.onPath.file} is ${found}, wanted is ${tool.wanted} or newer of the same major version`;
}
