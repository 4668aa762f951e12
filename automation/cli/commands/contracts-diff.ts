import { COMPATIBILITY_MODES } from "../../../core/contracts/index.ts";
import { InputError } from "../../../core/errors/index.ts";
import { annotations } from "../../../core/render/index.ts";
import { contractsDiffText, type DiffRequest, diffContractFiles } from "../../contracts/diff.ts";
import { writeOut } from "../../contracts/out.ts";
import { contractsSarif, diffRemarks } from "../../contracts/remarks.ts";
import { contractsDiffSchema } from "../../documents/contracts-diff.ts";
import type { Command } from "../command.ts";

/** Compares two versions of data contracts: exit 1 on a breaking change with --fail-on-breaking, 2 on bad files. */
export const command: Command = {
  example: "ig-contracts diff contracts/prev contracts/next --fail-on-breaking",
  declare: (leaf) => {
    leaf
      .argument("<prev>", "file, folder or git:REV:path")
      .argument("<next>", "file, folder or git:REV:path")
      .option("--fail-on-breaking", "exit 1 on a breaking change")
      .option(
        "--from <format>",
        "what the files are: native, jsonschema, avro; each is judged by its own rules",
        "native",
      )
      .option("--mode <mode>", `in place of what the contracts promise: ${COMPATIBILITY_MODES.join(", ")}`)
      .option("--history <path>", "earlier versions, for transitive modes (default: history beside PREV)")
      .option("--sarif <file>", "write the findings there for code scanning")
      .option("--annotations", "print the findings as annotations of GitHub Actions")
      .option("--no-witnesses", "leave out the records that show what breaks");
  },
  run: async (context, [prev, next], options) => {
    const from = oneOf("--from", ["native", "jsonschema", "avro"] as const, options.from) ?? "native";
    const request: DiffRequest = {
      prev: prev!,
      next: next!,
      mode: oneOf("--mode", COMPATIBILITY_MODES, options.mode),
      history: options.history as string | undefined,
      witnesses: options.witnesses !== false,
    };
    const diff =
      from === "native"
        ? diffContractFiles(context.cwd, request)
        : // Loaded here: validators of other formats would slow down every start.
          (await import("../../contracts/diff-foreign.ts")).diffForeignFiles(context.cwd, from, request);
    const document = contractsDiffSchema.parse(diff);
    const remarks = diffRemarks(diff);
    if (options.sarif !== undefined) writeOut(context.cwd, String(options.sarif), contractsSarif(remarks));
    const text = options.annotations === true ? annotations(remarks) : contractsDiffText(diff);
    const [first] = diff.errors;
    if (first === undefined)
      return { exitCode: diff.breaking && options.failOnBreaking === true ? 1 : 0, document, text };
    const { rule, message, position } = first;
    const error = { code: rule, message, ...position, next: "mend this file; the others are compared in pairs" };
    return { exitCode: 2, document: { ...document, error }, text };
  },
};

function oneOf<T extends string>(option: string, known: readonly T[], given: unknown): T | undefined {
  const found = known.find((one) => one === given);
  if (given === undefined || found !== undefined) return found;
  throw new InputError("bad-option", `${option} cannot be ${String(given)}`, {
    field: option,
    next: `say one of ${known.join(", ")}`,
  });
}
