import type { FlagRule } from "../finding.ts";

/** A flag of high risk is turned on only once somebody other than its owner has approved it. */
export const unapprovedRisk: FlagRule = (flag, use, _context, now, registry) => {
  if (flag.risk !== "high" || use.on === false) return null;
  const { approval } = flag;
  const fault =
    approval === null
      ? "has no approval"
      : approval.by === flag.owner
        ? `was approved by its own owner ${approval.by}`
        : approval.at > now
          ? "has an approval from the future"
          : null;
  if (fault === null) return null;
  return {
    code: "unapproved-risk",
    level: "error",
    key: flag.key,
    where: use.where,
    text: `flag ${flag.key} is of high risk and ${fault}, used by ${use.where}`,
    next: `have somebody else approve it: approval: {by, ticket, at} in ${registry.file}`,
  };
};
