import { resolve } from "node:path";
import { experimentPlace, readEnding, readStarted } from "../../../adapters/experiments/index.ts";
import type { Decision } from "../../../core/experiments/index.ts";
import { exitCodeOf, runningResult } from "../../experiments/document.ts";
import { readDefinition } from "../../experiments/files.ts";
import { Watch } from "../../experiments/watch.ts";
import { readNow } from "../../time/now.ts";
import type { Command } from "../command.ts";

/** Shows how an experiment stands; nothing is changed, even where it would have to end. */
export const command: Command = {
  example: "maestro experiment status experiments/subs-buffer.yaml",
  declare: (leaf) => {
    leaf
      .argument("<definition>", "the experiment's YAML")
      .option("--events <file>", "a file of events instead of the experiment's own store")
      .option("--now <instant>", "as if it were then");
  },
  run: async ({ cwd, stateDir, now: clock }, [file], options) => {
    const { experiment } = readDefinition(cwd, file!);
    const now = readNow(options.now, clock);
    const ending = readEnding(experimentPlace(stateDir, experiment.experiment));
    if (ending !== null) {
      const { manifest } = ending.record;
      const decision = manifest.decision as Decision;
      const ruling = { decision, reason: manifest.reason ?? null };
      return runningResult(experiment, ending.done ? "ended" : "ending", ruling, manifest, exitCodeOf(decision));
    }
    const started = readStarted(stateDir, experiment.experiment) !== null;
    const watch = new Watch(
      stateDir,
      experiment,
      options.events === undefined ? null : resolve(cwd, String(options.events)),
    );
    const ruling = watch.look(now, true);
    const manifest = watch.manifest(ruling, now);
    return runningResult(
      experiment,
      started ? "running" : "not-started",
      ruling,
      manifest,
      exitCodeOf(ruling.decision),
    );
  },
};
