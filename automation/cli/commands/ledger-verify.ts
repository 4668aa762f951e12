import { verifyLedger } from "../../ledger/verify.ts";
import type { Command } from "../command.ts";

export const command: Command = {
  example: "maestro ledger verify",
  declare: (c) =>
    c
      .option("--key <file>", "trust only the public keys in this file (PEM), not the one beside the ledger")
      .option("--reports <dir>", "the folder of reports whose extracts are looked up", "reports"),
  run: async (context, _args, options) =>
    verifyLedger(context, { key: options.key as string | undefined, reports: String(options.reports) }),
};
