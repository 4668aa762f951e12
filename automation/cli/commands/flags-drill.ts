import { flagsDrillSchema } from "../../documents/flags.ts";
import { runDrill } from "../../flags/run-drill.ts";
import type { Command } from "../command.ts";

/** Proves on the running stack that kill-switches cut their paths and that these come back. */
export const command: Command = {
  example: "maestro flags drill --stack demo --json",
  declare: (leaf) => {
    leaf
      .argument("[keys...]", "the flags (default: all that have a kill-switch)")
      .option("--url <url>", "where the service answers (default: the stack's own address)")
      .option("--wait <seconds>", "how long each path has to be cut, and to come back (default: 5)")
      .option("--registry <file>", "the registry (default: flags/registry.yaml)");
  },
  run: async (context, keys, options) => {
    const { exitCode, ...report } = await runDrill(context, keys, options);
    const lines = report.drills.map(({ key, outcome, detail }) => `${key}  ${outcome}: ${detail}`);
    const text = lines.length === 0 ? "there is no kill-switch to drill" : lines.join("\n");
    return { exitCode, document: flagsDrillSchema.parse(report), text };
  },
};
