import { experimentPlace, readEnding, readStarted } from "../../../adapters/experiments/index.ts";
import { InputError, RefusedError } from "../../../core/errors/index.ts";
import { keyForm } from "../../../core/flags/index.ts";
import { personOf } from "../../cutover/run.ts";
import { endedResult } from "../../experiments/document.ts";
import { endExperiment } from "../../experiments/end.ts";
import { Watch } from "../../experiments/watch.ts";
import type { Command } from "../command.ts";

/** Ends an experiment by a person's will, as `run` does by itself; an end that was begun is carried out. */
export const command: Command = {
  example: "maestro experiment end subs-buffer --reason 'INC-42'",
  declare: (leaf) => {
    leaf
      .argument("<experiment>", "its name")
      .option("--reason <text>", "why, for the manifest and the ledger")
      .option("--registry <file>", "the flags' registry (default: flags/registry.yaml)")
      .option("--out <dir>", "where the manifest goes", "reports/experiments");
  },
  run: async (context, [name], options) => {
    const { stateDir, now } = context;
    const reason = typeof options.reason === "string" ? options.reason.trim() : "";
    if (reason === "" || reason.length > 1_000)
      throw new InputError("reason-missing", "say why, in at most 1,000 characters", {
        field: "--reason",
        next: `maestro experiment end ${name} --reason '<why>'`,
      });
    const started = keyForm.test(name!) ? readStarted(stateDir, name!) : null;
    if (started === null)
      throw new RefusedError("not-started", `no experiment ${name} was started here`, {
        next: "maestro experiment start DEFINITION",
      });
    const { experiment } = started;
    const request = { experiment, actor: personOf(), registry: options.registry, out: String(options.out) };
    const place = experimentPlace(stateDir, experiment.experiment);
    const ended = await endExperiment(context, request, () => {
      const watch = new Watch(stateDir, experiment, null);
      watch.look(now(), true);
      const ruling = { decision: "stop", reason: { code: "person", text: reason } } as const;
      return { manifest: watch.manifest(ruling, now()), events: null };
    });
    return endedResult(experiment, ended, readEnding(place)?.done ? 0 : 4);
  },
};
