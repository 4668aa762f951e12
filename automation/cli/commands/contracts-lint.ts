import { annotations } from "../../../core/render/index.ts";
import { contractsLintText, lintContractFiles } from "../../contracts/lint.ts";
import { writeOut } from "../../contracts/out.ts";
import { contractsSarif, lintRemark } from "../../contracts/remarks.ts";
import { contractsLintSchema } from "../../documents/contracts.ts";
import type { Command } from "../command.ts";

/** Lints data contracts: exit 1 on an error, 2 when a file is no contract; the others are reported all the same. */
export const command: Command = {
  example: "ig-contracts lint 'contracts/**/*.yaml'",
  declare: (leaf) => {
    leaf
      .argument("[files...]", "files, folders and patterns (default: contracts)")
      .option("--fix", "mend in the files what is safe to mend; the rest of their text stays as it is")
      .option("--sarif <file>", "write the findings there for code scanning")
      .option("--annotations", "print the findings as annotations of GitHub Actions");
  },
  run: async (context, args, options) => {
    const lint = lintContractFiles(context.cwd, args, context.now(), options.fix === true);
    const remarks = lint.findings.map(lintRemark);
    if (options.sarif !== undefined) writeOut(context.cwd, String(options.sarif), contractsSarif(remarks));
    const document = contractsLintSchema.parse(lint);
    const text = options.annotations === true ? annotations(remarks) : contractsLintText(lint);
    const [first] = lint.findings;
    if (lint.unreadable === 0 || first === undefined)
      return { exitCode: lint.counts.error > 0 ? 1 : 0, document, text };
    const { rule, message, position } = first;
    const error = { code: rule, message, ...position, next: "mend this file; the others are linted in findings" };
    return { exitCode: 2, document: { ...document, error }, text };
  },
};
