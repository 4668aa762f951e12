import { policyPacks } from "../../cutover/session.ts";
import { guarded, noClock } from "../../guarded.ts";
import type { Command } from "../command.ts";

export const command: Command = {
  example: "maestro up --stack prod",
  declare: noClock,
  run: (context, _args, options) =>
    guarded(
      context,
      "up",
      {
        preview: (session) => session.engine.preview({ policyPacks: policyPacks(session) }),
        apply: (session) => session.engine.up({ policyPacks: policyPacks(session), message: "maestro up" }),
      },
      options,
    ),
};
