import { freezeApproveSchema } from "../../documents/freeze-approvals.ts";
import { giveApproval } from "../../freeze/approve.ts";
import type { Command } from "../command.ts";

/** Signs a request, if it still describes this tree and stack. */
export const command: Command = {
  example:
    "maestro freeze approve freeze/approvals/requests/CAB-231-prod.json --as alice --role cab --key-file alice.pem",
  declare: (leaf) => {
    leaf
      .argument("[request]", "the file that maestro freeze request wrote")
      .option("--as <id>", "the approver, as freeze/approvers.yaml names them")
      .option("--role <word>", "the role in which they approve; code-owner asserts a carve-out", "cab")
      .option("--key-file <file>", "the approver's private key, PEM");
  },
  run: async (context, args, options) => {
    const given = await giveApproval(context, args[0], options);
    const text = `${given.approver} (${given.role}) approved ${given.request.ticket} for ${given.request.target ?? "a merge"} until ${given.request.expiresAt}\nwritten to ${given.file}; commit it`;
    return { exitCode: 0, document: freezeApproveSchema.parse(given), text };
  },
};
