import { Flags, killFiles, overridesFrom } from "../../adapters/flags/index.ts";
import type { OrdersSettings } from "./settings.ts";

/** The flags of one replica: the project's registry, kill-switches, and what the stack's config says. */
export function openFlags({ registry, stateDir, config, stack, environment }: OrdersSettings["flags"]): Promise<Flags> {
  return Flags.open({
    source: registry ?? {
      name: "no registry",
      read: async () => ({ text: "flags: []\n", version: "", complete: true }),
    },
    stateDir,
    overrides: overridesFrom(config),
    ...(stateDir === null ? {} : { kills: killFiles(stateDir) }),
    place: { service: "orders", stack, environment },
  });
}
