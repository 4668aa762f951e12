import { experimentPlace } from "../../../adapters/experiments/index.ts";
import { personOf } from "../../cutover/run.ts";
import { experimentStartSchema } from "../../documents/experiment.ts";
import { readDefinition } from "../../experiments/files.ts";
import { startExperiment } from "../../experiments/start.ts";
import type { Command } from "../command.ts";

/** Starts an experiment: services that read this state directory assign its arms from now on. */
export const command: Command = {
  example: "maestro experiment start experiments/subs-buffer.yaml",
  declare: (leaf) => {
    leaf
      .argument("<definition>", "the experiment's YAML")
      .option("--registry <file>", "the flags' registry (default: flags/registry.yaml)");
  },
  run: async (context, [file], { registry }) => {
    const definition = readDefinition(context.cwd, file!);
    const { experiment, flag } = definition.experiment;
    const started = await startExperiment(context, definition, personOf(), registry);
    const store = experimentPlace(context.stateDir, experiment).events;
    const document = {
      experiment,
      flag,
      startedAt: started.at,
      definition: started.digest,
      review: started.review,
      store,
    };
    const text = `${experiment} runs on ${flag} since ${started.at}\nnext: maestro experiment run ${file}`;
    return { exitCode: 0, document: experimentStartSchema.parse(document), text };
  },
};
