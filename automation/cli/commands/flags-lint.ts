import { flagsLintSchema } from "../../documents/flags.ts";
import { lintProject, lintText } from "../../flags/lint.ts";
import { readNow } from "../../time/now.ts";
import type { Command } from "../command.ts";

/** Holds registry, code and stack config against each other: exit 1 on an error. */
export const command: Command = {
  example: "maestro flags lint --src src --json",
  declare: (leaf) => {
    leaf
      .option("--registry <file>", "the registry (default: flags/registry.yaml)")
      .option("--src <dir>", "the code that may use flags (default: this folder without tests)")
      .option("--now <time>", "judge as of then");
  },
  run: async (context, _args, options) => {
    const lint = await lintProject(context.cwd, options, readNow(options.now, context.now));
    return { exitCode: lint.counts.error > 0 ? 1 : 0, document: flagsLintSchema.parse(lint), text: lintText(lint) };
  },
};
