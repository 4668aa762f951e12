import { nearest } from "../../text/index.ts";
import type { FlagRule } from "../finding.ts";

/** Where the registry lists its owners, a flag belongs to one of them. */
export const unknownOwner: FlagRule = (flag, use, _context, _now, registry) => {
  const owners = registry.owners ?? null;
  if (owners === null || flag.owner === null || owners.includes(flag.owner)) return null;
  const near = nearest(flag.owner, owners);
  return {
    code: "unknown-owner",
    level: "error",
    key: flag.key,
    where: use.where,
    text: `flag ${flag.key} has the unknown owner ${flag.owner}, used by ${use.where}`,
    next: `${near ? `write ${near}, or ` : ""}add ${flag.owner} to owners in ${registry.file}`,
  };
};
