import { approvalFault } from "../approval.ts";
import type { FlagRule } from "../finding.ts";

/** A flag of high risk is turned on only once somebody other than its owner has signed for this very entry. */
export const unapprovedRisk: FlagRule = (flag, use, _context, _now, registry) => {
  if (flag.risk !== "high" || use.on === false) return null;
  const fault = approvalFault(flag, registry.approvals);
  if (fault === null) return null;
  return {
    code: "unapproved-risk",
    level: "error",
    key: flag.key,
    where: use.where,
    text: `flag ${flag.key} is of high risk and ${fault}, used by ${use.where}`,
    next: `have somebody else sign it: maestro flags approve ${flag.key} --ticket <id> --requested-by <you> --key-file <pem>`,
  };
};
