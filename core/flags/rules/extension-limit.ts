import { maximumExtensionDays, maximumExtensions } from "../extensions.ts";
import type { FlagRule } from "../finding.ts";

/** Extensions over the limits extend nothing, and that is said. */
export const extensionLimit: FlagRule = (flag, use, _context, _now, registry) => {
  const over = flag.extensions.findIndex(({ counts }) => !counts);
  if (over < 0) return null;
  return {
    code: "extension-limit",
    level: "error",
    key: flag.key,
    where: use.where,
    text: `extension ${over + 1} of flag ${flag.key} does not count: at most ${maximumExtensions}, each later than the expiry before it by at most ${maximumExtensionDays} days, used by ${use.where}`,
    next: `remove the flag, or make it type: ops or permission in ${registry.file}`,
  };
};
