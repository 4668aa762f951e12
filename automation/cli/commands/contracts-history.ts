import { historyMarkdown } from "../../../core/contracts/index.ts";
import { writeOut } from "../../contracts/out.ts";
import { readContractsRegistry, registryRows, unreadableFiles } from "../../contracts/registry.ts";
import { contractsHistorySchema } from "../../documents/contracts-registry.ts";
import type { Command } from "../command.ts";

/** The change history of contracts in Markdown, newest first, with the record that shows each break. */
export const command: Command = {
  example: "maestro contracts history --entity order --out reports/order-history.md",
  declare: (leaf) => {
    leaf
      .argument("[folders...]", "where the contracts are (default: contracts)")
      .option("--entity <name>", "of this entity only")
      .option("--out <file>", "write the Markdown there");
  },
  run: async (context, folders, options) => {
    const registry = readContractsRegistry(context.cwd, folders, options.entity as string | undefined);
    const markdown = historyMarkdown(registry.entries);
    const out = options.out === undefined ? null : String(options.out);
    if (out !== null) writeOut(context.cwd, out, markdown);
    const unreadable = unreadableFiles(registry);
    const document = { entities: registryRows(registry.entries), unreadable, markdown, out };
    return {
      exitCode: 0,
      document: contractsHistorySchema.parse(document),
      text: out === null ? markdown.trimEnd() : `written: ${out}`,
    };
  },
};
