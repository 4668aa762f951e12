import { flagsApproveSchema } from "../../documents/flags.ts";
import { approveFlag } from "../../flags/approve.ts";
import type { Command } from "../command.ts";

/** Signs that a flag of high risk may be turned on as its entry stands; the file is to be committed. */
export const command: Command = {
  example: "maestro flags approve checkout.newRisk --ticket CAB-12 --requested-by bob --key-file ada.pem",
  declare: (leaf) => {
    leaf
      .argument("<key>", "the flag")
      .option("--ticket <id>", "where it was asked for")
      .option("--requested-by <id>", "who asked; not the approver")
      .option("--key-file <file>", "the approver's private key, PEM")
      .option("--role <word>", "the role in which they approve (default: their first in freeze/approvers.yaml)");
  },
  run: async (context, [key], options) => {
    const given = await approveFlag(context, key!, options);
    const text = `${given.approver} approves ${given.key} as it stands until ${given.expiresAt} (${given.ticket})\nwritten to ${given.file}; commit it`;
    return { exitCode: 0, document: flagsApproveSchema.parse(given), text };
  },
};
