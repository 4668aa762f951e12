import { guarded } from "../../guarded.ts";
import type { Command } from "../command.ts";

export const command: Command = {
  example: "maestro refresh --stack prod",
  run: (context) => guarded(context, "refresh", { preview: null, apply: (session) => session.engine.refresh() }),
};
