import * as z from "zod";
import { canonicalJson, sha256 } from "../ledger/index.ts";
import { type Envelope, sealEnvelope } from "./envelope.ts";
import type { Signer } from "./key.ts";
import { STATEMENT_TYPE, type Subject, statementOf } from "./statement.ts";

export const APPROVAL_TYPE = "https://maestro-conductor.dev/attestation/approval/v1";
export const REVOCATION_TYPE = "https://maestro-conductor.dev/attestation/revocation/v1";

/** What an approval is for. One given for one purpose never counts for another. */
export const purposes = ["freeze", "contract", "budget", "experiment", "flag", "error-budget"] as const;
export type Purpose = (typeof purposes)[number];

const id = z.string().min(1).max(200);
const instant = z.iso.datetime({ offset: false, precision: 0 }).describe("RFC 3339 in UTC, whole seconds");

/** Caps of a change that goes out under an approval. Weight in percent, score 0 to 1, samples a side and look. */
export const limitsSchema = z.strictObject({
  maxCanaryWeight: z.int().min(0).max(100).nullable().default(null),
  minAcaScore: z.number().min(0).max(1).nullable().default(null),
  minSamples: z.int().min(1).max(1_000_000).nullable().default(null),
});
export type Limits = z.output<typeof limitsSchema>;

/** One person's yes to one change. Instants are RFC 3339 in UTC. */
export const approvalSchema = z.strictObject({
  purpose: z.enum(purposes),
  /** Pulumi stack, contract entity, budget, experiment or flag: what it is for, one exact name; null only for a merge. */
  target: id.nullable(),
  ticket: id,
  approver: id,
  /** The role in which the approver speaks: one of those that the registry gives them. */
  role: id,
  /** Who asked; they may not be the approver. */
  requestedBy: id,
  /** A carve-out (security, p0-fix) that the approver asserts. */
  category: id.nullable(),
  /** The versions that a release may hold under it; null or absent: any. */
  versions: z.array(id).min(1).max(16).nullable().optional(),
  limits: limitsSchema.nullable(),
  issuedAt: instant,
  expiresAt: instant,
  nonce: z.string().regex(/^[0-9a-f]{32,64}$/, "expected 16 to 32 random bytes in hex"),
});
export type ApprovalPredicate = z.output<typeof approvalSchema>;

export const approvalStatement = statementOf(APPROVAL_TYPE, approvalSchema);

export const revocationSchema = z.strictObject({
  /** Id of what is revoked: `sha256:<hex>` of the approval's payload. */
  approval: z.string().regex(/^sha256:[0-9a-f]{64}$/),
  revokedBy: id,
  reason: z.string().max(1000),
  revokedAt: instant,
});
export type RevocationPredicate = z.output<typeof revocationSchema>;
export const revocationStatement = statementOf(REVOCATION_TYPE, revocationSchema);

/** What an approval is bound to beside its predicate: name → digest, such as source, plan, config, head. */
export type Bound = Readonly<Record<string, string>>;

/**
 * Signs an approval. `bound` digests are `sha256:<hex>`, or 40 hex digits of a git commit.
 * @throws TypeError when nothing is bound, ZodError when the predicate or a digest is malformed
 */
export function signApproval(predicate: ApprovalPredicate, bound: Bound, signer: Signer): Envelope {
  return sealStatement(approvalStatement.parse(statement(APPROVAL_TYPE, predicate, bound)), signer);
}

/** @throws ZodError when the predicate is malformed */
export function signRevocation(predicate: RevocationPredicate, signer: Signer): Envelope {
  const bound = { approval: predicate.approval };
  return sealStatement(revocationStatement.parse(statement(REVOCATION_TYPE, predicate, bound)), signer);
}

/** Signs an in-toto statement of any kind, in canonical JSON. */
export function sealStatement(value: unknown, signer: Signer): Envelope {
  return sealEnvelope(Buffer.from(canonicalJson(value), "utf8"), [signer]);
}

/** An approval's id: of its content, so that a second signature over the same content is no second approval. */
export function payloadId(envelope: Pick<Envelope, "payload">): string {
  return sha256(Buffer.from(envelope.payload, "base64"));
}

function statement(predicateType: string, predicate: unknown, bound: Bound): unknown {
  const subject = Object.entries(bound).map(
    ([name, digest]): Subject =>
      digest.startsWith("sha256:")
        ? { name, digest: { sha256: digest.slice("sha256:".length) } }
        : { name, digest: { gitCommit: digest } },
  );
  return { _type: STATEMENT_TYPE, subject, predicateType, predicate };
}

/** Name → digest again, as `signApproval` was given it. */
export function boundOf(subjects: readonly Subject[]): Bound {
  return Object.fromEntries(
    subjects.map(({ name, digest }) => [
      name,
      digest.sha256 === undefined ? digest.gitCommit! : `sha256:${digest.sha256}`,
    ]),
  );
}
