import type { ExitCode } from "../../core/errors/index.ts";
import type { Decision, Experiment, Manifest, Ruling } from "../../core/experiments/index.ts";
import type { CommandResult } from "../cli/command.ts";
import { experimentRunSchema } from "../documents/experiment.ts";
import type { Ended } from "./end.ts";

export function exitCodeOf(decision: Decision): ExitCode {
  return decision === "running" || decision === "inconclusive" ? 3 : decision === "ship" ? 0 : 1;
}

/** What `run` and `end` answer once it has ended. */
export function endedResult(experiment: Experiment, ended: Ended, exitCode?: ExitCode): CommandResult {
  const { manifest, files, endedAt, flag, store, registry, ledger } = ended;
  const decision = manifest.decision as Decision;
  const document = experimentRunSchema.parse({
    experiment: experiment.experiment,
    flag: experiment.flag,
    state: "ended",
    decision,
    reason: manifest.reason ?? null,
    manifest,
    ended: { files, at: endedAt, flag, store, registry, ledger },
  });
  const text = [
    headline(experiment, { decision, reason: manifest.reason ?? null }),
    `${flag.key} is on its safe side, the store is emptied`,
    registry.state === "marked" ? `${registry.file} is marked; commit it` : `${registry.file} could not be marked`,
    ...(ledger === "written" ? [] : ["the ledger is held: the next such command writes it there"]),
    ...files,
  ].join("\n");
  return { exitCode: exitCode ?? exitCodeOf(decision), document, text };
}

/** What `run` and `status` answer while it runs. */
export function runningResult(
  experiment: Experiment,
  state: "not-started" | "running" | "ending" | "ended",
  ruling: { readonly decision: Decision; readonly reason: { readonly code: string; readonly text: string } | null },
  manifest: Manifest,
  exitCode: ExitCode,
): CommandResult {
  const { samples } = manifest;
  const document = experimentRunSchema.parse({
    experiment: experiment.experiment,
    flag: experiment.flag,
    state,
    decision: ruling.decision,
    reason: ruling.reason,
    manifest,
    ended: null,
  });
  const text = `${headline(experiment, ruling)}\n${state}, ${samples?.total ?? 0} of ${experiment.samples.cap} samples`;
  return { exitCode, document, text };
}

function headline(
  { experiment }: Experiment,
  { decision, reason }: Pick<Ruling, "decision"> & { reason: { text: string } | null },
) {
  return `${experiment}: ${decision}${reason ? `, ${reason.text}` : ""}`;
}
