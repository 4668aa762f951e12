import * as z from "zod";
import { limitsSchema } from "../attest/index.ts";

const digest = z.string().regex(/^sha256:[0-9a-f]{64}$/, "expected sha256: and 64 hex digits");
const id = z.string().min(1).max(200);

/**
 * What somebody asks approvers to sign: one change in a freeze, in plain sight. It lies below freeze/approvals/requests and
 * counts for nothing itself.
 */
export const approvalRequestSchema = z.strictObject({
  kind: z.literal("freeze-request"),
  /** The Pulumi stack; null for a merge. */
  target: id.nullable(),
  ticket: id,
  requestedBy: id,
  /** The carve-out that it claims to be; a code owner's signature asserts it. */
  category: id.nullable(),
  reason: z.string().max(1000),
  /** Versions that the release may hold; null: any. */
  versions: z.array(id).min(1).max(16).nullable(),
  limits: limitsSchema.nullable(),
  expiresAt: z.iso.datetime({ offset: false, precision: 0 }),
  /** Digests that every approval of it binds; see `approvedConfigDigest`, `approvedPlanDigest`. */
  bound: z.strictObject({
    source: digest.optional(),
    config: digest.optional(),
    plan: digest.optional(),
    head: z
      .string()
      .regex(/^[0-9a-f]{40}(?:[0-9a-f]{24})?$/, "expected a commit's full id")
      .optional(),
  }),
});
export type ApprovalRequest = z.output<typeof approvalRequestSchema>;

/** The name of a request's file: one a ticket and target, so that asking again replaces the question. */
export function requestName({ ticket, target }: Pick<ApprovalRequest, "ticket" | "target">): string {
  return `${ticket}-${target ?? "merge"}`.replace(/[^A-Za-z0-9._-]/g, "-");
}
