import type { FlagRule } from "../finding.ts";
import { byKey } from "../registry.ts";

/** A flag that is turned on needs its prerequisites to be on too, in the same config or in the registry. */
export const prerequisiteOff: FlagRule = (flag, use, context, _now, registry) => {
  if (flag.prerequisites.length === 0 || use.on === false) return null;
  const flags = byKey(registry);
  for (const key of flag.prerequisites) {
    const found = flags.get(key)?.[0];
    if (found && (context.values?.get(key) ?? found.fallback === "on")) continue;
    return {
      code: "prerequisite-off",
      level: "error",
      key: flag.key,
      where: use.where,
      text: `flag ${flag.key} needs ${key}, which is ${found ? "off" : "not registered"}, used by ${use.where}`,
      next: found ? `turn ${key} on too, or leave ${flag.key} off` : `register ${key}, or remove it from prerequisites`,
    };
  }
  return null;
};
