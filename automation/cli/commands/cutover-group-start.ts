import { InputError } from "../../../core/errors/index.ts";
import { startGroup } from "../../cutover/group-run.ts";
import type { Command } from "../command.ts";

export const command: Command = {
  example: "maestro cutover group start --file group.yaml",
  declare: (c) =>
    c.option("--file <file>", "the group file (YAML)").option("--events", "print each event as one line of JSON"),
  run: async (context, _args, options) => {
    if (typeof options.file !== "string")
      throw new InputError("option-missing", "--file is missing", { field: "--file", next: "add --file <group.yaml>" });
    return await startGroup(context, options.file, options);
  },
};
