import type { FlagRule } from "../finding.ts";

/** Nobody answers for a flag without an owner. */
export const missingOwner: FlagRule = (flag, use, _context, _now, registry) =>
  flag.owner !== null
    ? null
    : {
        code: "missing-owner",
        level: "error",
        key: flag.key,
        where: use.where,
        text: `flag ${flag.key} has no owner, used by ${use.where}`,
        next: `add owner: <team> to it in ${registry.file}`,
      };
