import type { Bound, VerifiedApproval } from "../attest/index.ts";
import { digestOf, sha256 } from "../ledger/index.ts";
import type { Flag, FlagApprovals } from "./registry.ts";

/**
 * What a signed approval of a flag is bound to: SHA-256 over RFC 8785 of all that its entry says but its own note of an
 * approval, how an experiment on it ended, and where it stands; and scope and expiry once more, so that a refusal can
 * say which of them changed.
 */
export function approvalBound(flag: Flag): Bound {
  const { approval: _approval, position: _position, ended: _ended, expires: _expires, ...entry } = flag;
  return { entry: digestOf(entry), scope: sha256(flag.scope), expiry: sha256(String(flag.expiresAt)) };
}

/** Why a flag of high risk counts as not approved; null: it is. */
export function approvalFault(flag: Flag, approvals: FlagApprovals = { valid: [], refused: [] }): string | null {
  const own = approvals.valid.filter(({ predicate: p }) => p.purpose === "flag" && p.target === flag.key);
  if (own.length === 0) {
    const [first] = approvals.refused;
    return `has no signed approval${first ? ` (${first.file}: ${first.text})` : ""}`;
  }
  const faults = own.map((each) => faultOf(flag, each));
  return faults.includes(null) ? null : faults[0]!;
}

function faultOf(flag: Flag, { predicate, bound }: VerifiedApproval): string | null {
  if (predicate.approver === flag.owner) return `was approved by its own owner ${flag.owner}`;
  const expected = approvalBound(flag);
  const changed = ["scope", "expiry", "entry"].find((name) => bound[name] !== expected[name]);
  return changed === undefined ? null : `was approved by ${predicate.approver} with another ${changed}`;
}
