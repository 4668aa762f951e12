import type { FlagRule } from "../finding.ts";

/** A flag without an end stays for ever. */
export const missingExpiry: FlagRule = (flag, use, _context, _now, registry) =>
  flag.expiresAt !== null
    ? null
    : {
        code: "missing-expiry",
        level: "error",
        key: flag.key,
        where: use.where,
        text: `flag ${flag.key} has no expiry, used by ${use.where}`,
        next: `add expires: <date> to it in ${registry.file}`,
      };
