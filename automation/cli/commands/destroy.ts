import { guarded } from "../../guarded.ts";
import type { Command } from "../command.ts";

export const command: Command = {
  example: "maestro destroy --stack dev",
  // Protection is lifted only behind the gate: a raw `pulumi destroy` stops at it.
  run: (context) => guarded(context, "destroy", { preview: null, apply: (session) => session.engine.destroy() }),
};
