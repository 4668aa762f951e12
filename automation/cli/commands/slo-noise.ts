import { resolve } from "node:path";
import { openSeries } from "../../../adapters/slo/index.ts";
import { InputError } from "../../../core/errors/index.ts";
import { wantedPrecision } from "../../../core/slo/index.ts";
import { rfc3339 } from "../../../core/time/index.ts";
import { sloNoiseSchema } from "../../documents/slo.ts";
import { historyOption } from "../../slo/history.ts";
import { replayAll } from "../../slo/noise.ts";
import { noiseDocument, noiseText } from "../../slo/noise-document.ts";
import { dataRequest, declareData, requireDefinitions } from "../../slo/options.ts";
import type { Command } from "../command.ts";

/** Replays alert rules over history: 0, 1 where one is noisy, 3 where no rule could be judged. */
export const command: Command = {
  example: "maestro slo noise --history 60d --rules rules/orders.yaml --prometheus http://127.0.0.1:9090",
  declare: (leaf) => {
    declareData(leaf);
    leaf
      .option("--history <days>", "how far back", "60d")
      .option("--rules <files…>", "Prometheus rule files, separated by commas");
  },
  run: async (context, _args, options) => {
    const root = resolve(context.cwd);
    const request = dataRequest(context, options, false);
    const { definitions } = await requireDefinitions(root);
    const { replayed, warnings } = await replayAll({
      definitions,
      source: openSeries({ root, prometheus: request.prometheus, environment: context.env }),
      service: request.service,
      now: request.now,
      historyMs: historyOption(options.history),
      signal: context.signal,
      ruleFiles: typeof options.rules === "string" ? options.rules.split(",") : [],
      cwd: root,
    });
    if (replayed.length === 0)
      throw new InputError("no-rules", "there is no rule to replay", {
        field: "--service",
        next: "define kind: Alert or SLO in slo/*.yaml, or give --rules",
      });
    const document = sloNoiseSchema.parse({ asOf: rfc3339(request.now), rules: replayed.map(noiseDocument), warnings });
    const noisy = replayed.some(({ score }) => score?.precision != null && score.precision < wantedPrecision);
    const judged = replayed.some(({ score }) => score !== null && score.incidents > 0);
    const text = [noiseText(replayed), ...warnings.map((line) => `warning: ${line}`)].join("\n");
    return { exitCode: noisy ? 1 : judged ? 0 : 3, document, text };
  },
};
