import { deprecate } from "../../contracts/deprecate.ts";
import { contractsDeprecateSchema } from "../../documents/contracts-plan.ts";
import type { Command } from "../command.ts";

/** Starts the path of a breaking change: its terms, and the notice to the consumers. */
export const command: Command = {
  example: 'ig-contracts deprecate order --until 2027-03-31 --mapping order_v2 --reason "item becomes sku and variant"',
  declare: (leaf) => {
    leaf
      .argument("<entity>", "what contracts/next breaks")
      .requiredOption("--until <day>", "last day on which the version in force is served, UTC")
      .requiredOption("--reason <text>", "what consumers are told")
      .option("--mapping <id>", "migrations/<id>.yaml, which takes the records over")
      .option("--replace", "write over an announcement that is there");
  },
  run: async (context, [entity], options) => {
    const done = await deprecate(context, {
      entity: entity!,
      until: String(options.until),
      reason: String(options.reason),
      mapping: options.mapping === undefined ? null : String(options.mapping),
      replace: options.replace === true,
    });
    const { file, notice, told, remaining } = done;
    const text = [
      `${notice.title}: written to ${file}`,
      told.length === 0 ? "nobody is told: notify.yaml has no sink for deprecation" : `told: ${told.join(", ")}`,
      ...remaining.map((step) => `next: ${step}`),
    ];
    return { exitCode: 0, document: contractsDeprecateSchema.parse(done), text: text.join("\n") };
  },
};
