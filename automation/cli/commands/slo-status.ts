import { mkdirSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { writeFileAtomic } from "../../../adapters/files/atomic.ts";
import { openSeries } from "../../../adapters/slo/index.ts";
import { sloStates } from "../../../core/slo/index.ts";
import { rfc3339 } from "../../../core/time/index.ts";
import { sloStatusSchema } from "../../documents/slo.ts";
import { dataRequest, declareData, requireDefinitions, slosOf } from "../../slo/options.ts";
import { writeStatement } from "../../slo/statement.ts";
import { exitCodeOf, judgeAll } from "../../slo/status.ts";
import { statusDocument, statusText } from "../../slo/status-document.ts";
import { statusPage } from "../../slo/status-page.ts";
import type { Command } from "../command.ts";

/** Says how much error budget is left and how fast it burns: 0, 1 where one is exhausted, 3 unknown, 4 no source. */
export const command: Command = {
  example: "maestro slo status --service orders --html reports/slo/status.html",
  declare: (leaf) => {
    declareData(leaf);
    leaf
      .option("--html <file>", "write the page with burn-down plots too")
      .option("--write", "write slo/budget.json, which the packs, the program and cutovers judge by");
  },
  run: async (context, _args, options) => {
    const request = dataRequest(context, options, options.write === true);
    const { definitions, digest } = await requireDefinitions(context.cwd);
    const slos = slosOf(definitions.slos, request.service);
    const source = openSeries({ root: context.cwd, prometheus: request.prometheus, environment: context.env });
    const judged = await judgeAll(slos, source, request.now, context);
    const statuses = judged.map(({ status }) => status);
    const files: string[] = [];
    if (typeof options.html === "string") {
      const file = resolve(context.cwd, options.html);
      mkdirSync(dirname(file), { recursive: true });
      writeFileAtomic(file, statusPage(statuses, request.now));
      files.push(file);
    }
    // What was known before an outage is known until it expires; writing over it would hold every release at once.
    const outage = options.write === true && judged.some((one) => one.outage);
    const statement = options.write === true && !outage ? writeStatement(context, statuses, request) : null;
    if (statement !== null) files.push(statement.file);
    const document = sloStatusSchema.parse({
      asOf: rfc3339(request.now),
      definitions: digest,
      slos: statuses.map(statusDocument),
      counts: Object.fromEntries(
        sloStates.map((state) => [state, statuses.filter((status) => status.state === state).length]),
      ),
      warnings: definitions.warnings,
      statement: statement?.digest ?? null,
      files,
    });
    const kept = outage
      ? ["not written: a source did not answer; slo/budget.json holds as it is until it expires"]
      : [];
    const text = [
      statusText(statuses),
      ...kept,
      ...definitions.warnings.map((line) => `warning: ${line}`),
      ...files,
    ].join("\n");
    return { exitCode: outage ? 4 : exitCodeOf(judged), document, text };
  },
};
