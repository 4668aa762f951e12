import { copyFile, mkdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { OutsideError } from "../../core/errors/index.ts";
import { findVersion, type GoSeen, type GoTool, type Version } from "../../core/toolchain/index.ts";
import type { ProcessIdentity } from "../process/identity.ts";
import { lastLines, run } from "../process/run.ts";
import type { Environment } from "./folders.ts";
import { findOnPath } from "./on-path.ts";

/** Go on PATH; null when there is none or it does not answer. */
export async function findGo(env: Environment, toolsDir: string): Promise<GoSeen> {
  const file = await findOnPath("go", env);
  if (file === null) return null;
  const result = await run(file, ["env", "GOVERSION", "GOTOOLCHAIN"], {
    env: goEnvironment(env, toolsDir),
    timeoutMs: 10_000,
  });
  if (result.outcome !== "exited" || result.code !== 0) return null;
  const [version, toolchain] = result.stdout.split("\n").map((line) => line.trim());
  const found = findVersion((version ?? "").replace(/^go/, ""));
  return found === null ? null : { version: found, canFetchToolchain: toolchain !== "local" };
}

/**
 * The environment of a Go command: the user's, without what would change the result (GOOS, GOARCH, GOWORK, flags for
 * the linker), and with folders below the cache where the user has no home for Go's own.
 */
export function goEnvironment(env: Environment, toolsDir: string): Environment {
  const { GOOS, GOARCH, GOARM, GOAMD64, GOARM64, GOEXPERIMENT, GO111MODULE, GODEBUG, ...kept } = env;
  const homeless = !env.HOME;
  return {
    ...kept,
    CGO_ENABLED: "0",
    GOWORK: "off",
    ...(homeless && !env.GOCACHE && !env.XDG_CACHE_HOME ? { GOCACHE: join(toolsDir, "go", "build") } : {}),
    ...(homeless && !env.GOPATH && !env.GOMODCACHE ? ownModules(env, toolsDir) : {}),
  };
}

/** A module cache of our own is left writable, so that whoever removes the tools folder can. */
const ownModules = (env: Environment, toolsDir: string): Environment => ({
  GOPATH: join(toolsDir, "go", "path"),
  GOFLAGS: [env.GOFLAGS, "-modcacherw"].filter(Boolean).join(" "),
});

/** The `go` line of a tool's go.mod. */
export async function goNeeded(toolchainFolder: string, tool: GoTool): Promise<Version> {
  const file = join(toolchainFolder, tool.folder, "go.mod");
  const line = /^go (\S+)$/m.exec(await readFile(file, "utf8").catch(() => ""))?.[1];
  const version = line === undefined ? null : findVersion(line);
  if (version === null)
    throw new OutsideError("package-incomplete", `the pinned modules of ${tool.name} are not there`, {
      file,
      next: "restore the toolchain folder: git checkout -- toolchain",
    });
  return version;
}

export interface BuildOptions {
  readonly tool: GoTool;
  readonly toolchainFolder: string;
  readonly toolsDir: string;
  readonly workFolder: string;
  readonly binFolder: string;
  readonly log: string;
  readonly env: Environment;
  readonly signal: AbortSignal | undefined;
  readonly started: (identity: ProcessIdentity) => void;
}

/**
 * Builds a tool from its pinned modules, in a copy of its go.mod and go.sum. `-mod=readonly`: a module that go.sum
 * does not name stops the build. Paths and build ids are left out, so the same Go gives the same bytes.
 * @throws OutsideError `tool-build-failed`, `tools-disk-full`
 */
export async function buildGo(options: BuildOptions): Promise<void> {
  const { tool } = options;
  const go = await findOnPath("go", options.env);
  if (go === null) throw new OutsideError("tool-missing", "go is no longer on PATH", { next: "install Go" });
  const source = join(options.workFolder, "module");
  await mkdir(source, { recursive: true });
  await mkdir(options.binFolder, { recursive: true });
  for (const file of ["go.mod", "go.sum"])
    await copyFile(join(options.toolchainFolder, tool.folder, file), join(source, file));
  const stamps = Object.entries(tool.stamps).map(([variable, value]) => `-X ${variable}=${value}`);
  const ldflags = ["-s", "-w", "-buildid=", ...stamps].join(" ");
  for (const binary of tool.binaries) {
    const args = ["build", "-mod=readonly", "-trimpath", "-buildvcs=false", "-ldflags", ldflags];
    const result = await run(go, [...args, "-o", join(options.binFolder, binary.name), binary.package], {
      cwd: source,
      env: goEnvironment(options.env, options.toolsDir),
      log: options.log,
      signal: options.signal,
      started: options.started,
    });
    options.signal?.throwIfAborted();
    if (result.outcome !== "exited" || result.code !== 0)
      throw buildError(tool, result.outcome === "absent" ? result.reason : result.stderr, options.log);
  }
}

function buildError(tool: GoTool, stderr: string, log: string): OutsideError {
  const tail = lastLines(stderr, 5).join("\n    ");
  if (/no space left on device|disk quota exceeded/i.test(stderr))
    return new OutsideError("tools-disk-full", `no space left while ${tool.name} was built:\n    ${tail}`, {
      next: "free about 3 GB; MAESTRO_TOOLS_DIR, GOCACHE and GOMODCACHE may lie on another disk",
    });
  const offline = /dial tcp|no such host|i\/o timeout|TLS handshake|connection refused/i.test(stderr);
  return new OutsideError("tool-build-failed", `go build of ${tool.name} failed:\n    ${tail || "(no output)"}`, {
    file: log,
    next: offline
      ? `make a Go module proxy reachable (go env GOPROXY), then: maestro tools install ${tool.name}`
      : `read the log, then: maestro tools install ${tool.name}`,
  });
}
