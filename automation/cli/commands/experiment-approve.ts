import { option } from "../../approvals/hand.ts";
import { experimentApproveSchema } from "../../documents/experiment.ts";
import { approveReview } from "../../experiments/approve.ts";
import { readDefinition } from "../../experiments/files.ts";
import type { Command } from "../command.ts";

/** Signs the legal and privacy review of an experiment, for its file in experiments/approvals and for the ledger. */
export const command: Command = {
  example:
    "maestro experiment approve experiments/subs-buffer.yaml --as lea --role legal --ticket LEGAL-7 --requested-by bob --key-file lea.pem",
  declare: (leaf) => {
    leaf
      .argument("<definition>", "the experiment's YAML")
      .option("--as <id>", "the approver, as freeze/approvers.yaml names them")
      .option("--role <word>", "the role in which they approve", "legal")
      .option("--ticket <id>", "where it was asked for")
      .option("--requested-by <id>", "who asked; not the approver")
      .option("--key-file <file>", "the approver's private key, PEM");
  },
  run: async (context, [file], options) => {
    const approved = await approveReview(context, readDefinition(context.cwd, file!), {
      as: option(options.as, "--as"),
      role: option(options.role, "--role"),
      ticket: option(options.ticket, "--ticket"),
      requestedBy: option(options.requestedBy, "--requested-by"),
      keyFile: option(options.keyFile, "--key-file"),
    });
    const { experiment, approver, role, expiresAt } = approved;
    const text = `${experiment} is approved by ${approver} as ${role} until ${expiresAt}\nwritten to ${approved.file}; commit it`;
    return { exitCode: 0, document: experimentApproveSchema.parse(approved), text };
  },
};
