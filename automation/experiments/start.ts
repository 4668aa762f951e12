import {
  experimentPlace,
  hasEnded,
  makeSalt,
  readStarted,
  type StartedRecord,
  startedNames,
  writeRecord,
} from "../../adapters/experiments/index.ts";
import { readKills } from "../../adapters/flags/index.ts";
import { InputError, OutsideError, RefusedError } from "../../core/errors/index.ts";
import { digestOf } from "../../core/ledger/index.ts";
import type { CommandContext } from "../cli/command.ts";
import { openRegistry } from "../flags/registry.ts";
import type { Definition } from "./files.ts";
import { recordEntries } from "./record.ts";
import { assertMayRun } from "./review.ts";

/**
 * Starts an experiment in this state directory: from now on services assign its arms. Started again with the same
 * definition it stays as it is.
 *
 * @throws InputError `definition-changed`, `flag-unknown`, `variant-unknown`; RefusedError `experiment-ended`,
 *   `flag-in-use`, `flag-off`, `review-missing`, `not-yet`, `over`; OutsideError `ledger-waiting`
 */
export async function startExperiment(
  context: Pick<CommandContext, "cwd" | "stateDir" | "env" | "now">,
  definition: Definition,
  actor: string,
  registry: unknown,
): Promise<StartedRecord> {
  const { cwd, stateDir, now } = context;
  const { experiment, file, text } = definition;
  const name = experiment.experiment;
  const place = experimentPlace(stateDir, name);
  const digest = digestOf(experiment);
  const known = readStarted(stateDir, name);
  if (known && known.digest !== digest)
    throw new InputError("definition-changed", `${name} was started with another definition at ${known.at}`, {
      file,
      next: `maestro experiment end ${name} --reason '<why>', then start the changed one under a name of its own`,
    });
  if (hasEnded(place))
    throw new RefusedError("experiment-ended", `${name} has ended`, { file, next: "start another under a new name" });
  const entry = ({ at: _, ...record }: StartedRecord) => ({
    actor: record.actor,
    runId: null,
    kind: "experiment.started",
    body: { experiment: name, flag: experiment.flag, owner: experiment.owner, digest, review: record.review },
  });
  if (known) {
    await recordEntries(context, [entry(known)], 0);
    return known;
  }
  const review = await assertMayRun(cwd, definition, now());
  assertFlag(context, definition, registry);
  const record: StartedRecord = {
    schemaVersion: "1.0",
    at: new Date(now()).toISOString(),
    actor,
    digest,
    definition: { file, text },
    review,
  };
  if ((await recordEntries(context, [entry(record)], 5_000)) === "waiting")
    throw new OutsideError(
      "ledger-waiting",
      "the ledger is held or cannot be written; the experiment was not started",
      {
        next: "try again when the cutover is over",
      },
    );
  makeSalt(place);
  writeRecord(place.started, record);
  return record;
}

/** The flag is there and may be varied, its arms are variants of it, and nobody else experiments on it. */
function assertFlag(
  { cwd, stateDir, now }: Pick<CommandContext, "cwd" | "stateDir" | "now">,
  { experiment, file }: Definition,
  option: unknown,
): void {
  const { registry } = openRegistry(cwd, option);
  const flag = registry.flags.find(({ key }) => key === experiment.flag);
  if (!flag)
    throw new InputError("flag-unknown", `flag ${experiment.flag} is not registered in ${registry.file}`, {
      file,
      field: "flag",
      next: `add it to ${registry.file}`,
    });
  const stranger = experiment.arms.findIndex(({ variant }) => !Object.hasOwn(flag.variants, variant));
  if (stranger !== -1)
    throw new InputError("variant-unknown", `${flag.key} has no variant ${experiment.arms[stranger]!.variant}`, {
      file,
      field: `arms[${stranger}].variant`,
      next: `choose from ${Object.keys(flag.variants).join(", ")}`,
    });
  const off =
    flag.ended !== null
      ? `an experiment on ${flag.key} has ended (${flag.ended.experiment})`
      : flag.expiresAt !== null && now() >= flag.expiresAt && flag.type !== "ops" && flag.type !== "permission"
        ? `${flag.key} has expired`
        : readKills(stateDir).latest.get(flag.key)?.action === "kill"
          ? `the kill-switch of ${flag.key} is thrown`
          : null;
  if (off !== null)
    throw new RefusedError("flag-off", off, {
      file: registry.file,
      ...(flag.position ?? {}),
      next: "maestro flags lint",
    });
  for (const other of startedNames(stateDir)) {
    if (hasEnded(experimentPlace(stateDir, other))) continue;
    if (other === experiment.experiment || readStarted(stateDir, other)?.experiment.flag !== flag.key) continue;
    throw new RefusedError("flag-in-use", `experiment ${other} runs on ${flag.key}`, {
      file,
      field: "flag",
      next: `maestro experiment end ${other} --reason '<why>'`,
    });
  }
}
