import { findProject } from "../../../adapters/engine/project.ts";
import { readLedger } from "../../../adapters/ledger/index.ts";
import { storedRun } from "../../cutover/command-support.ts";
import { runsOf } from "../../cutover/run.ts";
import type { Command } from "../command.ts";

export const command: Command = {
  example: "maestro cutover history --stack prod",
  run: async (context) => {
    const project = findProject(context.cwd, context.stateDir, context.stack);
    const runs = runsOf(readLedger(context.stateDir).entries, project.stack).map((runId) => {
      const { steps: _, ...run } = storedRun(context, runId).document;
      return run as Record<string, unknown> & {
        runId: string;
        outcome: string;
        startedAt: string;
        from: { version: string };
        to: { version: string };
      };
    });
    const text =
      runs
        .map((r) => `${r.runId}  ${r.outcome.padEnd(10)} ${r.from.version} → ${r.to.version}  ${r.startedAt}`)
        .join("\n") || `stack ${project.stack} has had no cutover`;
    return { exitCode: 0, document: { runs }, text };
  },
};
