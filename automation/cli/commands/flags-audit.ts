import { rfc3339 } from "../../../core/time/index.ts";
import { flagsAuditSchema } from "../../documents/flags.ts";
import { auditFlags, auditText } from "../../flags/audit.ts";
import type { Command } from "../command.ts";

/** Who changed which flag, when and why, from the registry's git history and the ledger. */
export const command: Command = {
  example: "maestro flags audit --key subs.optimizedBuffer --json",
  declare: (leaf) => {
    leaf
      .option("--key <key>", "one flag only")
      .option("--since <time>", "nothing older")
      .option("--registry <file>", "the registry (default: flags/registry.yaml)");
  },
  run: async (context, _args, options) => {
    const audit = auditFlags(context, options);
    const entries = audit.entries.map((entry) => ({ ...entry, at: entry.at === null ? null : rfc3339(entry.at) }));
    return { exitCode: 0, document: flagsAuditSchema.parse({ ...audit, entries }), text: auditText(audit) };
  },
};
