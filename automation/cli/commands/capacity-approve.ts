import { money } from "../../../core/capacity/index.ts";
import { approveRequest, giveApproval } from "../../capacity/approve.ts";
import { capacityApproveSchema } from "../../documents/capacity.ts";
import type { Command } from "../command.ts";

/** Signs that a service may cost more than its budget, for its file in capacity/approvals and for the ledger. */
export const command: Command = {
  example:
    "maestro capacity approve --service orders --up-to-cents 600000 --ticket FIN-12 --until 2026-03-31 --as ada --requested-by bob --key-file ada.pem",
  declare: (leaf) => {
    leaf
      .option("--service <name>", "the service whose budget is exceeded")
      .option("--up-to-cents <n>", "what it may cost a month")
      .option("--ticket <id>", "where it was asked for")
      .option("--until <day>", "the last day on which it counts, UTC")
      .option("--as <id>", "the approver, as freeze/approvers.yaml names them")
      .option("--role <word>", "the role in which they approve", "finops")
      .option("--requested-by <id>", "who asked; not the approver")
      .option("--key-file <file>", "the approver's private key, PEM");
  },
  run: async (context, _args, options) => {
    const given = await giveApproval(context, approveRequest(options));
    const { approval, file, expiresAt } = given;
    const text = `${approval.service} may cost ${money(approval.upToCents)} a month until ${expiresAt}, approved by ${approval.by} (${approval.ticket})\nwritten to ${file} and capacity/budgets.yaml; commit both`;
    return { exitCode: 0, document: capacityApproveSchema.parse(given), text };
  },
};
