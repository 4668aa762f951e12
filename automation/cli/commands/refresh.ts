import { guarded, noClock } from "../../guarded.ts";
import type { Command } from "../command.ts";

export const command: Command = {
  example: "maestro refresh --stack prod",
  declare: noClock,
  run: (context, _args, options) =>
    guarded(context, "refresh", { preview: null, apply: (session) => session.engine.refresh() }, options),
};
