import { InputError } from "../../../core/errors/index.ts";
import { signOff } from "../../contracts/sign-off.ts";
import { contractsSignOffSchema } from "../../documents/contracts-plan.ts";
import type { Command } from "../command.ts";

/** The owner's signature over a breaking change and the terms of its deprecation. */
export const command: Command = {
  example: "ig-contracts sign-off order --as ada --requested-by bob --ticket DATA-12 --key-file ada.pem",
  declare: (leaf) => {
    leaf
      .argument("<entity>", "what contracts/next breaks")
      .requiredOption("--as <id>", "the owner's member who signs, as freeze/approvers.yaml names them")
      .requiredOption("--requested-by <id>", "who asked; not who signs")
      .requiredOption("--key-file <file>", "their private key, PEM")
      .option("--ticket <id>", "where it was asked for", "none")
      .option("--valid-days <n>", "days for which it counts", "90");
  },
  run: async (context, [entity], options) => {
    const validDays = Number(options.validDays);
    if (!Number.isInteger(validDays) || validDays < 1 || validDays > 366)
      throw new InputError("bad-option", "--valid-days: a whole number of 1 to 366 days", {
        field: "--valid-days",
        next: "--valid-days 90",
      });
    const signed = await signOff(context, {
      entity: entity!,
      as: String(options.as),
      requestedBy: String(options.requestedBy),
      ticket: String(options.ticket),
      keyFile: String(options.keyFile),
      validDays,
    });
    const text = `${signed.entity}: signed by ${String(options.as)} for ${signed.role} until ${signed.expiresAt}\nwritten to ${signed.file}; commit it`;
    return { exitCode: 0, document: contractsSignOffSchema.parse(signed), text };
  },
};
