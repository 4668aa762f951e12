import {
  declarePlan,
  drivenResult,
  driveOptions,
  mappingOption,
  planOptions,
  required,
} from "../../cutover/command-support.ts";
import { detachDriver, sayWhoWatches, successorFor } from "../../cutover/detach.ts";
import { startCutover } from "../../cutover/run.ts";
import type { Command } from "../command.ts";

export const command: Command = {
  example: "maestro cutover start --service orders --to v2.0.0 --stack prod",
  declare: (c) => {
    declarePlan(c);
    c.option("--events", "print each event as one line of JSON").option(
      "--detach",
      "drive in the background and return at once",
    );
  },
  run: async (context, _args, options) => {
    const request = {
      service: required(options, "service"),
      to: required(options, "to"),
      options: planOptions(context, options),
      mapping: mappingOption(context, options),
    };
    if (options.detach === true) return await detachDriver(context, ["cutover", "start"], options);
    const drive = { ...driveOptions(context, options, false), successor: successorFor(context) };
    const driven = await startCutover(context, request, drive);
    sayWhoWatches(context, driven);
    return drivenResult(driven);
  },
};
