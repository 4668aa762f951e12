import { contractsLintText, lintContractFiles } from "../../contracts/lint.ts";
import { contractsLintSchema } from "../../documents/contracts.ts";
import type { Command } from "../command.ts";

/** Lints data contracts: exit 1 on an error, 2 when a file is no contract; the others are reported all the same. */
export const command: Command = {
  example: "ig-contracts lint 'contracts/**/*.yaml'",
  declare: (leaf) => {
    leaf.argument("[files...]", "files, folders and patterns (default: contracts)");
  },
  run: async (context, args) => {
    const lint = lintContractFiles(context.cwd, args, context.now());
    const document = contractsLintSchema.parse(lint);
    const text = contractsLintText(lint);
    const [first] = lint.findings;
    if (lint.unreadable === 0 || first === undefined)
      return { exitCode: lint.counts.error > 0 ? 1 : 0, document, text };
    const { rule, message, position } = first;
    const error = { code: rule, message, ...position, next: "mend this file; the others are linted in findings" };
    return { exitCode: 2, document: { ...document, error }, text };
  },
};
