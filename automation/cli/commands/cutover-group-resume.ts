import { resumeGroup } from "../../cutover/group-run.ts";
import type { Command } from "../command.ts";

export const command: Command = {
  example: "maestro cutover group resume",
  declare: (c) => c.option("--events", "print each event as one line of JSON"),
  run: (context, _args, options) => resumeGroup(context, options),
};
