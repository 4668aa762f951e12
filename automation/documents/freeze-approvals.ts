import * as z from "zod";
import { approvalRequestSchema } from "../../core/freeze/index.ts";

const file = z.string().describe("below the project");
const digest = z.string().describe("sha256:<hex>");

/** What `freeze request` prints. */
export const freezeRequestSchema = z.looseObject({ file, request: approvalRequestSchema });

/** What `freeze approve` prints. */
export const freezeApproveSchema = z.looseObject({
  id: digest.describe("of the signed payload"),
  file,
  approver: z.string(),
  role: z.string(),
  keyId: digest,
  request: approvalRequestSchema,
});

/** What `freeze revoke` prints. */
export const freezeRevokeSchema = z.looseObject({
  approval: digest,
  file,
  revokedBy: z.string(),
  reason: z.string(),
});

/** What `freeze verify` prints. */
export const freezeVerifySchema = z.looseObject({
  files: z.array(
    z.looseObject({
      file,
      status: z.enum(["counts", "refused", "revocation"]),
      code: z.string().nullable().describe("why it does not count"),
      text: z.string(),
      id: digest.nullable(),
      approver: z.string().nullable(),
      role: z.string().nullable(),
      target: z.string().nullable().describe("the stack; null for a merge"),
      ticket: z.string().nullable(),
      category: z.string().nullable(),
      expiresAt: z.string().nullable(),
    }),
  ),
  counting: z.int(),
  refused: z.int(),
});
