import { storedRun, summary } from "../../cutover/command-support.ts";
import { exitCodeOf } from "../../cutover/reporter.ts";
import type { Command } from "../command.ts";

export const command: Command = {
  example: "maestro cutover status --stack prod",
  declare: (c) => c.option("--run <id>", "a run other than the last"),
  run: async (context, _args, options) => {
    const { document } = storedRun(context, options.run as string | undefined);
    return { exitCode: exitCodeOf(document.outcome), document, text: summary(document) };
  },
};
