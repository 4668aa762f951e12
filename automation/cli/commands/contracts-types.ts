import { contractTypes } from "../../../core/contracts/index.ts";
import { readOneContract } from "../../contracts/exchange.ts";
import { writeOut } from "../../contracts/out.ts";
import { contractsTypesSchema } from "../../documents/contracts.ts";
import type { Command } from "../command.ts";

/** Generates the TypeScript types of a contract's records, with the schema that their validator is compiled from. */
export const command: Command = {
  example: "ig-contracts types contracts/next/order.yaml --out src/order.generated.ts",
  declare: (leaf) => {
    leaf.argument("<file>", "a contract").option("--out <file>", "write the module there");
  },
  run: async (context, [file], options) => {
    const { contract } = readOneContract(context.cwd, file!);
    const { name, text } = contractTypes(contract, file!);
    const out = options.out === undefined ? null : String(options.out);
    if (out !== null) writeOut(context.cwd, out, text);
    const { entity, version } = contract;
    return {
      exitCode: 0,
      document: contractsTypesSchema.parse({ entity, version, name, text, out }),
      text: out === null ? text.trimEnd() : `written: ${out}`,
    };
  },
};
