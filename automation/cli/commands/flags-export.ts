import { exportFlagd } from "../../../core/flags/index.ts";
import { flagsExportSchema } from "../../documents/flags.ts";
import { openRegistry, registryRoot } from "../../flags/registry.ts";
import type { Command } from "../command.ts";

/** The registry as flagd's flag definitions, with owner and expiry in the metadata. */
export const command: Command = {
  example: "maestro flags export > flags.flagd.json",
  declare: (leaf) => {
    leaf.option("--registry <file>", "the registry (default: flags/registry.yaml)");
  },
  run: async (context, _args, options) => {
    const { registry } = openRegistry(registryRoot(context, options.registry), options.registry);
    const flagd = exportFlagd(registry);
    return { exitCode: 0, document: flagsExportSchema.parse({ flagd }), text: JSON.stringify(flagd, null, 2) };
  },
};
