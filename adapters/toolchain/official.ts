import { mkdir, rename } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { run } from "../process/run.ts";
import type { Environment } from "./folders.ts";
import { isExecutable } from "./on-path.ts";

/** Says whether an address answers; `reason` is for people. */
export type Probe = (
  url: string,
  signal: AbortSignal | undefined,
) => Promise<{ ok: true } | { ok: false; reason: string }>;

/** Where the SDK's PulumiCommand.install begins. */
const ADDRESS = "https://get.pulumi.com/install.sh";
const PROBE_TIMEOUT_MS = 3000;
const INSTALL_TIMEOUT_MS = 600_000;

/** Asks for the head of an address; name resolution included it takes at most 3 s. */
export const probeByHttp: Probe = async (url, signal) => {
  const limit = AbortSignal.timeout(PROBE_TIMEOUT_MS);
  try {
    const response = await fetch(url, { method: "HEAD", signal: signal ? AbortSignal.any([signal, limit]) : limit });
    return response.ok ? { ok: true } : { ok: false, reason: `it answers ${response.status}` };
  } catch (error) {
    signal?.throwIfAborted();
    if (limit.aborted) return { ok: false, reason: "no answer in 3 s" };
    const cause = (error as Error).cause as NodeJS.ErrnoException | undefined;
    return { ok: false, reason: cause?.code ?? (error as Error).message };
  }
};

export type OfficialOutcome = { readonly ok: true } | { readonly ok: false; readonly reason: string };

export interface OfficialOptions {
  readonly version: string;
  /** Folder for the download, below a work folder. */
  readonly root: string;
  /** Where the files of `keep` are put. */
  readonly binFolder: string;
  readonly keep: readonly string[];
  readonly packageRoot: string;
  readonly node: string;
  readonly env: Environment;
  readonly log: string;
  readonly signal: AbortSignal | undefined;
  readonly probe: Probe;
}

/**
 * Pulumi's own download by the SDK (`PulumiCommand.install`), in a process of its own so that it can be ended.
 * An address that does not answer is given up after 3 s.
 */
export async function installOfficial(options: OfficialOptions): Promise<OfficialOutcome> {
  const reachable = await options.probe(ADDRESS, options.signal);
  if (!reachable.ok) return { ok: false, reason: `the download cannot be reached (${reachable.reason})` };
  const [automation, semver] = ["@pulumi/pulumi/automation/index.js", "semver/index.js"].map(
    (file) => pathToFileURL(join(options.packageRoot, "node_modules", file)).href,
  );
  const program = `
    const { default: { PulumiCommand } } = await import(${JSON.stringify(automation)});
    const { default: { SemVer } } = await import(${JSON.stringify(semver)});
    await PulumiCommand.install({ root: ${JSON.stringify(options.root)}, version: new SemVer(${JSON.stringify(options.version)}) });`;
  const result = await run(options.node, ["--input-type=module", "--eval", program], {
    env: options.env,
    log: options.log,
    signal: options.signal,
    timeoutMs: INSTALL_TIMEOUT_MS,
  });
  options.signal?.throwIfAborted();
  if (result.outcome !== "exited" || result.code !== 0)
    return { ok: false, reason: `the download failed (${result.outcome}), see ${options.log}` };
  await mkdir(options.binFolder, { recursive: true });
  for (const name of options.keep) {
    const file = join(options.root, "bin", name);
    if (!(await isExecutable(file))) return { ok: false, reason: `the download holds no ${name}` };
    await rename(file, join(options.binFolder, name));
  }
  return { ok: true };
}
