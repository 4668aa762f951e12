import { rfc3339 } from "../time/index.ts";
import { type ApprovalPredicate, approvalStatement, type Bound, boundOf, type Purpose, payloadId } from "./approval.ts";
import { faultOf, openEnvelope, readEnvelope } from "./envelope.ts";
import type { ApproverRegistry } from "./registry.ts";
import type { Revocations } from "./revocation.ts";

/** What a change is, against which an approval is held. */
export interface ExpectedApproval {
  readonly purpose: Purpose;
  readonly target: string | null;
  /** In the same form as the approval's: both plain ids. Null: any. */
  readonly ticket: string | null;
  /** Digests that an approval must be bound to, and equal; what it binds beyond these does not matter. */
  readonly bound: Bound;
  /** Who made the change; they cannot approve it. */
  readonly author: string | null;
  /** The roles that may approve; null: any that the registry gives the approver. */
  readonly roles: readonly string[] | null;
}

export const approvalRefusals = [
  "envelope-malformed",
  "payload-type",
  "unknown-key",
  "signature-invalid",
  "statement-malformed",
  "one-signer",
  "approver-differs",
  "role-not-held",
  "key-not-valid",
  "not-yet-issued",
  "expired",
  "revoked",
  "self-approval",
  "purpose-differs",
  "target-differs",
  "ticket-differs",
  "role-not-accepted",
  "digest-differs",
] as const;
export type ApprovalRefusal = (typeof approvalRefusals)[number];

export interface VerifiedApproval {
  /** `sha256:<hex>` of the payload. */
  readonly id: string;
  readonly predicate: ApprovalPredicate;
  readonly bound: Bound;
  readonly keyId: string;
}

export type ApprovalCheck =
  | { readonly status: "valid"; readonly approval: VerifiedApproval }
  | {
      readonly status: "refused";
      readonly code: ApprovalRefusal;
      readonly text: string;
      /** The id, where the envelope could be read. */
      readonly id: string | null;
    };

/**
 * Checks an approval: envelope, signature, the key's owner and validity, role, dates and revocation, and that it is for
 * this very change. The clock of the signer is not trusted: the key has to be valid both when it claims to have signed
 * and now.
 * @param file bytes or text of the envelope
 * @param now epoch milliseconds
 */
export function verifyApproval(
  file: string | Uint8Array,
  registry: ApproverRegistry,
  revocations: Revocations,
  expected: ExpectedApproval,
  now: number,
): ApprovalCheck {
  const opened = readApproval(file, registry, revocations, now);
  if (opened.status === "refused") return opened;
  const { predicate: p, bound, id } = opened.approval;
  const refused = (code: ApprovalRefusal, text: string): ApprovalCheck => ({ status: "refused", code, text, id });
  if (p.purpose !== expected.purpose)
    return refused("purpose-differs", `it is for ${p.purpose}, not for ${expected.purpose}`);
  if (p.target !== expected.target)
    return refused("target-differs", `it is for ${p.target ?? "a merge"}, not for ${expected.target ?? "a merge"}`);
  if (expected.ticket !== null && p.ticket !== expected.ticket)
    return refused("ticket-differs", `it is for ticket ${p.ticket}, not for ${expected.ticket}`);
  if (expected.author !== null && same(p.approver, expected.author))
    return refused("self-approval", `${p.approver} made the change`);
  if (expected.roles !== null && !expected.roles.includes(p.role))
    return refused("role-not-accepted", `the role ${p.role} may not approve this`);
  for (const [name, digest] of Object.entries(expected.bound))
    if (bound[name] !== digest)
      return refused("digest-differs", `${name} is ${digest}, approved was ${bound[name] ?? "none"}`);
  return opened;
}

/** The same without the change it is for: whether it is somebody's approval of anything now. */
export function readApproval(
  file: string | Uint8Array,
  registry: ApproverRegistry,
  revocations: Revocations,
  now: number,
): ApprovalCheck {
  const envelope = readEnvelope(file);
  const id = envelope === null ? null : payloadId(envelope);
  const refused = (code: ApprovalRefusal, text: string): ApprovalCheck => ({ status: "refused", code, text, id });
  const opened = openEnvelope(
    file,
    registry.approvers.map(({ key }) => key),
  );
  if (opened.status === "refused") return refused(opened.code, opened.text);
  const statement = parseStatement(opened.payload);
  if (statement === null || id === null)
    return refused("statement-malformed", `the payload is no approval: ${faultOf(opened.payload, approvalStatement)}`);
  if (opened.keyIds.length !== 1) return refused("one-signer", "an approval bears one signature; give each its own");
  const keyId = opened.keyIds[0]!;
  const { predicate: p } = statement;
  const owner = registry.approvers.find(({ key }) => key.keyId === keyId)!;
  if (owner.id !== p.approver)
    return refused("approver-differs", `the key is ${owner.id}'s, the approval speaks for ${p.approver}`);
  if (!owner.roles.includes(p.role)) return refused("role-not-held", `${owner.id} does not have the role ${p.role}`);
  const [issuedAt, expiresAt] = [Date.parse(p.issuedAt), Date.parse(p.expiresAt)];
  const holds = (at: number) => at >= (owner.validFrom ?? -Infinity) && at < (owner.validUntil ?? Infinity);
  if (!holds(issuedAt) || !holds(now))
    return refused("key-not-valid", `the key of ${owner.id} is not valid then or now`);
  if (!(issuedAt <= now)) return refused("not-yet-issued", `it is dated ${p.issuedAt}, now is ${rfc3339(now)}`);
  if (!(now < expiresAt) || expiresAt <= issuedAt) return refused("expired", `it expired at ${p.expiresAt}`);
  const revoked = revocations.get(id);
  if (revoked) return refused("revoked", `${revoked.revokedBy} revoked it: ${revoked.reason || "(no reason given)"}`);
  if (same(p.approver, p.requestedBy)) return refused("self-approval", `${p.approver} asked for it`);
  return { status: "valid", approval: { id, predicate: p, bound: boundOf(statement.subject), keyId } };
}

function parseStatement(payload: Uint8Array) {
  try {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(payload);
    return approvalStatement.safeParse(JSON.parse(text)).data ?? null;
  } catch {
    return null;
  }
}

/** Logins and e-mail addresses do not tell people apart by case. */
function same(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}
