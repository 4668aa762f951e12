import { declareVerb, runVerb } from "../../cutover/verbs.ts";
import type { Command } from "../command.ts";

export const command: Command = {
  example: "maestro cutover promote --stack prod --reason 'CHG0042'",
  declare: declareVerb,
  run: (context, _args, options) => runVerb(context, "promote", options),
};
