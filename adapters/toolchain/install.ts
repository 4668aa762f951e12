import { rm } from "node:fs/promises";
import { join } from "node:path";
import { OutsideError } from "../../core/errors/index.ts";
import { formatVersion, type GoTool, nextWithoutGo, satisfies, wantedVersion } from "../../core/toolchain/index.ts";
import { clearLeftovers, commitEntry, makeWorkFolder, noteWorker } from "./cache.ts";
import { type Environment, projectNode } from "./folders.ts";
import { buildGo } from "./go.ts";
import type { Look, LookContext } from "./look.ts";
import { installOfficial, type Probe } from "./official.ts";
import { versionOf } from "./on-path.ts";

export interface InstallContext extends LookContext {
  readonly packageRoot: string;
  readonly probe: Probe;
  readonly signal: AbortSignal | undefined;
  readonly progress: (line: string) => void;
}

const TICK_MS = 5000;

/**
 * Installs a tool into the cache: the ways of its decision in order, each announced, the reason of a failed one said.
 * Only under the install lock. What is interrupted leaves nothing that resolves.
 * @throws OutsideError `tool-missing`, `tool-build-failed`, `tools-disk-full`, `tools-dir-unusable`
 */
export async function install(found: Look, context: InstallContext): Promise<void> {
  const { tool, choice, seen } = found;
  if (choice.use === "nothing") throw missing(tool, choice.because, choice.next);
  if (choice.use !== "install") return;
  context.progress(`${tool.name}: ${choice.because}`);
  await clearLeftovers(context.toolsDir);
  const work = await makeWorkFolder(context.toolsDir, tool.name);
  const log = join(context.toolsDir, "logs", `${tool.name}-${tool.wanted}.log`);
  try {
    for (const [index, way] of choice.ways.entries()) {
      const binFolder = join(work, `bin-${way}`);
      const failed = way === "official" ? await byDownload(tool, work, binFolder, log, context) : null;
      if (way === "build") await byBuild(tool, work, binFolder, log, context);
      if (failed === null) {
        await checkBuilt(tool, binFolder, log, context.env);
        const source = way === "official" ? "official" : "built";
        const folder = await commitEntry(context.toolsDir, binFolder, {
          name: tool.name,
          version: tool.wanted,
          source,
        });
        return context.progress(`${tool.name}: ${tool.wanted} is in ${folder}`);
      }
      if (index === choice.ways.length - 1) throw missing(tool, failed, nextWithoutGo(tool, seen));
      context.progress(`${tool.name}: ${failed}; next: a build from pinned Go modules (Go ${goText(seen.go)})`);
    }
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

const goText = (go: Look["seen"]["go"]): string => (go === null ? "is missing" : formatVersion(go.version));

function missing(tool: GoTool, because: string, next: string): OutsideError {
  return new OutsideError("tool-missing", `${tool.name} ${tool.wanted} cannot be had: ${because}`, { next });
}

async function byDownload(
  tool: GoTool,
  work: string,
  binFolder: string,
  log: string,
  context: InstallContext,
): Promise<string | null> {
  const stop = ticker((elapsed) => context.progress(`${tool.name}: official download, ${clock(elapsed)}`));
  try {
    const outcome = await installOfficial({
      version: tool.wanted,
      root: join(work, "official"),
      binFolder,
      keep: [...tool.binaries.map((binary) => binary.name), ...(tool.besideIt === null ? [] : [tool.besideIt])],
      packageRoot: context.packageRoot,
      node: projectNode(context.packageRoot).file,
      env: context.env,
      log,
      signal: context.signal,
      probe: context.probe,
    });
    return outcome.ok ? null : outcome.reason;
  } finally {
    stop();
  }
}

async function byBuild(
  tool: GoTool,
  workFolder: string,
  binFolder: string,
  log: string,
  context: InstallContext,
): Promise<void> {
  const { toolchainFolder, toolsDir, env, signal } = context;
  const say = (elapsed: number): void =>
    context.progress(
      `${tool.name}: building from pinned Go modules, ${clock(elapsed)} of about ${clock(tool.buildSeconds * 1000)}`,
    );
  say(0);
  const stop = ticker(say);
  try {
    const started = (identity: Parameters<typeof noteWorker>[1]): void =>
      void noteWorker(workFolder, identity).catch(() => undefined);
    await buildGo({ tool, toolchainFolder, toolsDir, workFolder, binFolder, log, env, signal, started });
  } finally {
    stop();
  }
}

/** What was built must run and say the wanted version, or it does not reach the cache. */
async function checkBuilt(tool: GoTool, binFolder: string, log: string, env: Environment): Promise<void> {
  for (const binary of tool.binaries) {
    if (binary.versionArgs === null) continue;
    const version = await versionOf(join(binFolder, binary.name), binary.versionArgs, env);
    if (satisfies(version, wantedVersion(tool))) continue;
    const said = version === null ? "does not run" : `says it is ${formatVersion(version)}`;
    throw new OutsideError("tool-build-failed", `the new ${binary.name} ${said}, wanted is ${tool.wanted}`, {
      file: log,
      next: `read the log, then: maestro tools install ${tool.name}`,
    });
  }
}

function ticker(tick: (elapsedMs: number) => void): () => void {
  const start = performance.now();
  const timer = setInterval(() => tick(performance.now() - start), TICK_MS);
  return () => clearInterval(timer);
}

/** Minutes and seconds. */
const clock = (ms: number): string =>
  `${Math.floor(ms / 60_000)}:${String(Math.floor((ms % 60_000) / 1000)).padStart(2, "0")}`;
