import { explain, explainedText } from "../../capacity/explain.ts";
import { declareForecast, forecastRequest } from "../../capacity/options.ts";
import { capacityExplainSchema } from "../../documents/capacity.ts";
import type { Command } from "../command.ts";

/** Says why a stack's numbers, or a series', are what they are: sentences, and a page with plots. */
export const command: Command = {
  example: "maestro capacity explain --stack prod --input capacity/usage.csv --horizon 168",
  declare: (leaf) => {
    declareForecast(leaf);
    leaf
      .option("--series <id>", "one series instead of a stack's")
      .option("--out <file>", "the page; reports/capacity/explain-<name>.html unless told");
  },
  run: async (context, _args, options) => {
    const text = (name: string): string | undefined =>
      options[name] === undefined ? undefined : String(options[name]);
    const explained = await explain(context, forecastRequest(options), { series: text("series"), out: text("out") });
    return { exitCode: 0, document: capacityExplainSchema.parse(explained), text: explainedText(explained) };
  },
};
