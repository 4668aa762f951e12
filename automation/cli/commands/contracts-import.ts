import { formatNamed, importFile, modeNamed } from "../../contracts/exchange.ts";
import { contractsImportSchema } from "../../documents/contracts.ts";
import type { Command } from "../command.ts";

/** Makes a contract of a document in another format; what a contract cannot say is named. */
export const command: Command = {
  example: "ig-contracts import --format jsonschema order.schema.json --out contracts/next/order.yaml",
  declare: (leaf) => {
    leaf
      .argument("<file>", "a document in the format, JSON or YAML")
      .requiredOption("--format <name>", "jsonschema, avro or odcs")
      .option("--entity <name>", "the entity's name; of an ODCS document with several objects the one that is meant")
      .option("--contract-version <version>", "an integer or major.minor.patch; 1 where the document has none")
      .option("--compatibility <mode>", "backward where the document has none")
      .option("--owner <team>", "who owns it")
      .option("--out <file>", "write the contract there");
  },
  run: async (context, [file], options) => {
    const text = (name: string): string | undefined => options[name] as string | undefined;
    const version = text("contractVersion");
    const imported = importFile(
      context.cwd,
      file!,
      formatNamed(options.format),
      {
        entity: text("entity"),
        version: version !== undefined && /^\d+$/.test(version) ? Number(version) : version,
        compatibility: modeNamed(options.compatibility),
        owner: text("owner"),
      },
      text("out"),
    );
    return {
      exitCode: 0,
      document: contractsImportSchema.parse(imported),
      text: imported.out === null ? imported.text.trimEnd() : `written: ${imported.out}`,
    };
  },
};
