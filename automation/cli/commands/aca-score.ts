import { resolve } from "node:path";
import { judge, rationale } from "../../../core/aca/index.ts";
import { writeRationale } from "../../aca/artifact.ts";
import { collectScoreInput } from "../../aca/collect.ts";
import { numberOption } from "../../aca/inline.ts";
import { readScoreInput } from "../../aca/score.ts";
import { verdictExit, verdictText } from "../../aca/text.ts";
import { acaScoreSchema } from "../../documents/aca.ts";
import type { Command } from "../command.ts";

/** Judges a canary's samples against its baseline's: exit 0 pass, 1 fail, 3 inconclusive, 4 error. */
export const command: Command = {
  example: "aca-score --config aca.yaml --baseline baseline.csv --canary canary.csv --json",
  declare: (leaf) => {
    leaf
      .option("--config <file>", "aca.yaml")
      .option("--baseline <file>", 'samples: CSV with a header of metric names, or JSON {"<metric>": [numbers]}')
      .option("--canary <file>", "samples of the canary, in the same form")
      .option("--start <instant>", "without files: ask the sources of aca.yaml from then on")
      .option("--end <instant>", "until then (default: now)")
      .option("--last <seconds>", "without files: ask the sources for that long until now")
      .option("--step <seconds>", "between two samples (default: the source's own)")
      .option("--set <key=value...>", "fills {{key}} of the queries; canary.key=value for one side")
      .option("--artifact <dir>", "write the rationale there: rationale.json, rationale.md, plots")
      .option("--look <n>", "which of the planned looks this is (default: the last)");
  },
  run: async (context, _args, options) => {
    const { config, baseline, canary, start, end, last, step, set } = options;
    const asks = baseline === undefined && canary === undefined && (start !== undefined || last !== undefined);
    const input = asks
      ? await collectScoreInput(context, { config, start, end, last, step, set })
      : await readScoreInput(context.cwd, { config, baseline, canary });
    const planned = input.config.looks.planned === "unlimited" ? 1e9 : input.config.looks.planned;
    const look = options.look === undefined ? undefined : numberOption(options.look, "--look", 1, planned, planned);
    const verdict = judge(input.config, input.baseline, input.canary, { look });
    const folder = options.artifact;
    const artifact =
      typeof folder === "string"
        ? writeRationale(resolve(context.cwd, folder), rationale({ ...input, look: verdict.alpha.look, verdict }))
        : null;
    const document = acaScoreSchema.parse({
      ...verdict,
      warnings: [...verdict.warnings, ...input.warnings],
      artifact,
    });
    const text = verdictText({ ...verdict, warnings: document.warnings });
    return { exitCode: verdictExit[verdict.verdict], document, text };
  },
};
