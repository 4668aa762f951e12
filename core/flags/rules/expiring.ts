import { rfc3339 } from "../../time/index.ts";
import type { FlagRule } from "../finding.ts";

/** How long before its expiry a flag is spoken of, in days. */
export const warningDays = 14;

/** A flag that expires soon: a warning, so that nobody is surprised by the refusal. */
export const expiring: FlagRule = (flag, use, _context, now, registry) => {
  if (flag.expiresAt === null || now >= flag.expiresAt || flag.expiresAt - now > warningDays * 86_400_000) return null;
  const days = Math.ceil((flag.expiresAt - now) / 86_400_000);
  return {
    code: "expiring",
    level: "warning",
    key: flag.key,
    where: use.where,
    text: `flag ${flag.key} (owner ${flag.owner ?? "none"}) expires at ${rfc3339(flag.expiresAt)}, in ${days} ${days === 1 ? "day" : "days"}, used by ${use.where}`,
    next: `remove the flag there before that, or extend it in ${registry.file}`,
  };
};
