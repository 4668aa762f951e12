import { registryPage } from "../../../core/contracts/index.ts";
import { writeOut } from "../../contracts/out.ts";
import { readContractsRegistry, registryRows, unreadableFiles } from "../../contracts/registry.ts";
import { contractsRegistrySchema } from "../../documents/contracts-registry.ts";
import type { Command } from "../command.ts";

/** One self-contained page of all contracts: owners, consumers, fields and history. */
export const command: Command = {
  example: "maestro contracts registry --out reports/contracts.html",
  declare: (leaf) => {
    leaf
      .argument("[folders...]", "where the contracts are (default: contracts)")
      .option("--out <file>", "the page", "reports/contracts.html");
  },
  run: async (context, folders, options) => {
    const registry = readContractsRegistry(context.cwd, folders);
    const { entries, unreadable } = registry;
    const missing = unreadableFiles(registry);
    const out = String(options.out);
    const named = unreadable.map(({ position, message }) => ({ file: position.file, message }));
    const today = new Date(context.now()).toISOString().slice(0, 10);
    writeOut(context.cwd, out, registryPage({ entries, unreadable: named, today }));
    return {
      exitCode: 0,
      document: contractsRegistrySchema.parse({ entities: registryRows(entries), unreadable: missing, out }),
      text: `written: ${out} (${entries.length} entities${missing > 0 ? `, ${missing} files not read` : ""})`,
    };
  },
};
