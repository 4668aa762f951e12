import { sloApproveSchema } from "../../documents/slo.ts";
import { giveApproval } from "../../slo/approve.ts";
import type { Command } from "../command.ts";

/** Signs an exception from, an override of, or the error-budget policy itself. */
export const command: Command = {
  example:
    "maestro slo approve --service orders --category p0-fix --ticket INC-7 --until 2026-12-02T18:00:00Z --as ada --role sre-lead --requested-by bob --key-file ada.pem",
  declare: (leaf) => {
    leaf
      .option("--service <name>", "the service that may be released")
      .option("--category <word>", "the exception that it is; without one it is an override")
      .option("--policy", "approve the policy itself, as it is written")
      .option("--ticket <id>", "where it was asked for")
      .option("--until <time>", "when it ends: a time, or a day and all of it in UTC")
      .option("--as <id>", "the approver, as freeze/approvers.yaml names them")
      .option("--role <word>", "the role in which they approve")
      .option("--requested-by <id>", "who asked; not the approver")
      .option("--key-file <file>", "the approver's private key, PEM");
  },
  run: async (context, _args, options) => {
    const given = await giveApproval(context, options);
    const { target, category, approver, expiresAt, file, bound } = given;
    const what =
      "policy" in bound ? "the policy" : `${category ?? "an override"} for ${target}, in this state of the source`;
    const text = `${approver} approved ${what}, until ${expiresAt}\nwritten to ${file}; commit it`;
    return { exitCode: 0, document: sloApproveSchema.parse(given), text };
  },
};
