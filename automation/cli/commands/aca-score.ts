import { resolve } from "node:path";
import { judge, rationale } from "../../../core/aca/index.ts";
import { writeRationale } from "../../aca/artifact.ts";
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
      .option("--artifact <dir>", "write the rationale there: rationale.json, rationale.md, plots")
      .option("--look <n>", "which of the planned looks this is (default: the last)");
  },
  run: async (context, _args, options) => {
    const input = await readScoreInput(context.cwd, {
      config: options.config,
      baseline: options.baseline,
      canary: options.canary,
    });
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
