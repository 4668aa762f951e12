import { rfc3339 } from "../../time/index.ts";
import type { FlagRule } from "../finding.ts";

/** A flag past its expiry must be removed, not left on. */
export const expired: FlagRule = (flag, use, _context, now, registry) => {
  if (flag.expiresAt === null || now < flag.expiresAt) return null;
  return {
    code: "expired",
    level: "error",
    key: flag.key,
    where: use.where,
    text: `flag ${flag.key} (owner ${flag.owner ?? "none"}) expired at ${rfc3339(flag.expiresAt)}, used by ${use.where}`,
    next: `remove the flag there, or have its owner extend it under extensions in ${registry.file}`,
  };
};
