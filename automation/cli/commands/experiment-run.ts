import { resolve } from "node:path";
import { experimentPlace, readEnding } from "../../../adapters/experiments/index.ts";
import { InputError } from "../../../core/errors/index.ts";
import { personOf } from "../../cutover/run.ts";
import { endedResult, runningResult } from "../../experiments/document.ts";
import { endExperiment } from "../../experiments/end.ts";
import { readDefinition } from "../../experiments/files.ts";
import { startExperiment } from "../../experiments/start.ts";
import { Watch, watchUntilEnd } from "../../experiments/watch.ts";
import type { Command } from "../command.ts";

/** Watches an experiment until it has to end, and ends it: the flag to its safe side, the result signed, all cleaned up. */
export const command: Command = {
  example: "maestro experiment run experiments/subs-buffer.yaml",
  declare: (leaf) => {
    leaf
      .argument("<definition>", "the experiment's YAML; started where it was not")
      .option(
        "--events <file>",
        "a file of events to follow, one JSON object a line; emptied at the end like the store",
      )
      .option("--once", "look once instead of waiting")
      .option("--poll <ms>", "how long to wait between looks", "500")
      .option("--registry <file>", "the flags' registry (default: flags/registry.yaml)")
      .option("--out <dir>", "where the manifest goes", "reports/experiments");
  },
  run: async (context, [file], options) => {
    const { cwd, stateDir, now, signal } = context;
    const definition = readDefinition(cwd, file!);
    const { experiment } = definition;
    const pollMs = Number(options.poll);
    if (!(pollMs >= 10 && pollMs <= 60_000))
      throw new InputError("bad-option", "--poll is from 10 to 60000", { field: "--poll", next: "--poll 500" });
    const request = { experiment, actor: personOf(), registry: options.registry, out: String(options.out) };
    const begun = (): never => {
      throw new Error("the end was begun already");
    };
    if (readEnding(experimentPlace(stateDir, experiment.experiment)) !== null)
      return endedResult(experiment, await endExperiment(context, request, begun));
    await startExperiment(context, definition, personOf(), options.registry);
    const events = options.events === undefined ? null : resolve(cwd, String(options.events));
    const watch = new Watch(stateDir, experiment, events);
    const told = (): void =>
      context.progress(
        `${experiment.experiment}: ${watch.monitor.collection.samples} of ${experiment.samples.cap} samples`,
      );
    const ruling = options.once
      ? watch.look(now(), true)
      : await watchUntilEnd(watch, { stateDir, experiment, now, pollMs, signal, told });
    if (ruling === null && readEnding(experimentPlace(stateDir, experiment.experiment)) !== null)
      return endedResult(experiment, await endExperiment(context, request, begun));
    const { ruling: last } = watch.monitor;
    if (last.decision === "running") return runningResult(experiment, "running", last, watch.manifest(last, now()), 3);
    const ended = await endExperiment(context, request, () => ({ manifest: watch.manifest(last, now()), events }));
    return endedResult(experiment, ended);
  },
};
