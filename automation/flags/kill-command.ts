import { userInfo } from "node:os";
import type { Command } from "../cli/command.ts";
import { flagsKillSchema } from "../documents/flags.ts";
import { throwSwitch } from "./kill.ts";
import { registryRoot } from "./registry.ts";

/** `flags kill` and `flags lift`. */
export function switchCommand(action: "kill" | "lift"): Command {
  return {
    example: `maestro flags ${action} subs.optimizedBuffer --reason 'INC-42'`,
    declare: (leaf) => {
      leaf
        .argument("<key>", "the flag")
        .option("--reason <text>", "why, for the ledger")
        .option("--registry <file>", "the registry (default: flags/registry.yaml)");
    },
    run: async (context, [key], { reason, registry }) => {
      const { stateDir, env, now } = context;
      const cwd = registryRoot(context, registry);
      const actor = `person:${userInfo().username}`;
      const outcome = await throwSwitch({ cwd, stateDir, env, now, key: key!, action, reason, registry, actor });
      const { statement, keyId, file, ledger } = outcome;
      const document = flagsKillSchema.parse({ ...statement, keyId, file, ledger });
      const text = [
        action === "kill" ? `${key} is on its safe side` : `${key} is what registry and stack config say again`,
        `signed by ${keyId}`,
        ledger === "written" ? "in the ledger" : "the ledger is held: the next such command writes it there",
      ].join("\n");
      return { exitCode: 0, document, text };
    },
  };
}
