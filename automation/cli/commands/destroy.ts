import { demoProjectDir } from "../../../adapters/engine/project.ts";
import type { OperationReport } from "../../../adapters/engine/stack.ts";
import { PostgresServer } from "../../../adapters/postgres/index.ts";
import type { Session } from "../../cutover/session.ts";
import { guarded, noClock } from "../../guarded.ts";
import type { Command } from "../command.ts";

export const command: Command = {
  example: "maestro destroy --stack dev",
  // Protection is lifted only behind the gate: a raw `pulumi destroy` stops at it.
  declare: noClock,
  run: (context, _args, options) => guarded(context, "destroy", { preview: null, apply: destroy }, options),
};

/** The demo's database is nobody's data: its files, which may lie in the temporary folder, go with it. */
async function destroy({ engine, project, context }: Session): Promise<OperationReport> {
  const report = await engine.destroy();
  if (project.dir === demoProjectDir(context.stateDir) && !context.env.DATABASE_URL)
    await new PostgresServer({ stateDir: context.stateDir }).remove();
  return report;
}
