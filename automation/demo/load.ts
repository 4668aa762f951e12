import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { writeFileAtomic } from "../../adapters/files/atomic.ts";
import { spawnDetached } from "../../adapters/process/detached.ts";
import { endProcess, identify } from "../../adapters/process/identity.ts";
import { packageRoot } from "../../adapters/toolchain/index.ts";
import { OutsideError } from "../../core/errors/index.ts";
import type { CommandContext } from "../cli/command.ts";
import type { Session } from "../cutover/session.ts";
import { type LoadManifest, loadManifestFile } from "../cutover/traffic.ts";
import { targetOutputs } from "../cutover/world.ts";

export interface RunningLoad {
  /** Ends it in order: the last answers are waited for and counted. */
  stop(): Promise<void>;
}

/** Starts the open-loop load in a process of its own and names it where the driver looks for one. */
export async function startLoad(context: CommandContext, session: Session, rate: number): Promise<RunningLoad> {
  const { url } = await targetOutputs(session.engine);
  const run = `load-${context.now().toString(36)}`;
  const dir = join(context.stateDir, "load", run);
  mkdirSync(dir, { recursive: true });
  const logFile = join(context.stateDir, "logs", "load.log");
  const process_ = spawnDetached({
    script: join(packageRoot(), "dist", "examples", "load.js"),
    args: ["--url", url, "--out", dir, "--rate", String(rate), "--run", run],
    cwd: context.cwd,
    logFile,
    env: { PATH: context.env.PATH },
  });
  const identity = identify(process_.pid);
  const summary = join(dir, "summary.json");
  for (let waited = 0; !existsSync(summary); waited += 50) {
    if (!process_.alive() || waited > 15_000)
      throw new OutsideError("load-not-started", "the load did not begin", {
        file: logFile,
        next: `read its log: tail ${logFile}`,
      });
    await sleep(50);
  }
  const manifest: LoadManifest = { dir, run };
  writeFileAtomic(loadManifestFile(context.stateDir), JSON.stringify(manifest));
  return {
    stop: async () => {
      if (identity) await endProcess(identity, { graceMs: 15_000 });
      const { finished } = JSON.parse(readFileSync(summary, "utf8")) as { finished: boolean };
      if (!finished)
        throw new OutsideError("load-cut-off", "the load ended before its last answers were counted", {
          file: logFile,
        });
    },
  };
}
