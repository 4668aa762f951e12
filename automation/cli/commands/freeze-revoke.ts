import { freezeRevokeSchema } from "../../documents/freeze-approvals.ts";
import { revoke } from "../../freeze/revoke.ts";
import type { Command } from "../command.ts";

/** Takes an approval back, at once and for good. */
export const command: Command = {
  example:
    "maestro freeze revoke freeze/approvals/CAB-231-prod-alice-0f3a91bc.json --as bob --key-file bob.pem --reason 'wrong build'",
  declare: (leaf) => {
    leaf
      .argument("[approval]", "the approval's file below freeze/approvals, or its id")
      .option("--as <id>", "who revokes, as freeze/approvers.yaml names them")
      .option("--key-file <file>", "their private key, PEM")
      .option("--reason <text>", "why");
  },
  run: async (context, args, options) => {
    const revoked = await revoke(context, args[0], options);
    const text = `${revoked.revokedBy} revoked ${revoked.approval}\nwritten to ${revoked.file}; commit it`;
    return { exitCode: 0, document: freezeRevokeSchema.parse(revoked), text };
  },
};
