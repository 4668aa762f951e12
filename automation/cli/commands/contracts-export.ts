import { exportFile, formatNamed } from "../../contracts/exchange.ts";
import { contractsExportSchema } from "../../documents/contracts.ts";
import type { Command } from "../command.ts";

/** Writes a contract in another format; what the format does not say is named, and carried beside for the way back. */
export const command: Command = {
  example: "ig-contracts export --format avro contracts/next/order.yaml --out order.avsc",
  declare: (leaf) => {
    leaf
      .argument("<file>", "a contract")
      .requiredOption("--format <name>", "jsonschema, avro or odcs")
      .option("--out <file>", "write the document there");
  },
  run: async (context, [file], { format, out }) => {
    const { text, unsaid, ...rest } = exportFile(context.cwd, file!, formatNamed(format), out as string | undefined);
    const told = unsaid.map(
      ({ path, what }) => `${rest.format} does not say: ${path === "" ? "" : `${path}: `}${what}`,
    );
    const { content, ...facts } = rest;
    return {
      exitCode: 0,
      document: contractsExportSchema.parse({ ...facts, unsaid, content }),
      text: [rest.out === null ? text.trimEnd() : `written: ${rest.out}`, ...(rest.out === null ? [] : told)].join(
        "\n",
      ),
    };
  },
};
