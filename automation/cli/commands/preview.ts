import { policyPacks } from "../../cutover/session.ts";
import { guarded } from "../../guarded.ts";
import type { Command } from "../command.ts";

export const command: Command = {
  example: "maestro preview --stack prod",
  run: (context) =>
    guarded(context, "preview", {
      preview: (session) => session.engine.preview({ policyPacks: policyPacks(session) }),
      apply: null,
    }),
};
