import { inputsText, writeInputs } from "../../capacity/inputs.ts";
import { declareForecast, forecastRequest, whole } from "../../capacity/options.ts";
import { capacityInputsSchema } from "../../documents/capacity.ts";
import type { Command } from "../command.ts";

/** Writes the capacity section of a stack's config: exit 0, or 1 when the packs would refuse what was written. */
export const command: Command = {
  example: "maestro capacity inputs --stack prod --input usage.csv --horizon 168 --replica-millicores 500",
  declare: (leaf) => {
    declareForecast(leaf);
    leaf
      .option("--replica-millicores <n>", "what one replica is given", "500")
      .option("--dry-run", "show what would be written");
  },
  run: async (context, _args, options) => {
    const request = forecastRequest(options);
    const each = whole(options.replicaMillicores, "--replica-millicores", 1, 1_000_000);
    const made = await writeInputs(context, request, each, options.dryRun === true);
    const document = capacityInputsSchema.parse(made);
    return { exitCode: made.problems.length > 0 ? 1 : 0, document, text: inputsText(made) };
  },
};
