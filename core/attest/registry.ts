import * as z from "zod";
import { readTime } from "../time/index.ts";
import { type PublicKey, publicKeyFromPem } from "./key.ts";

/** One key of one person. Times are epoch milliseconds. */
export interface Approver {
  readonly id: string;
  readonly name: string;
  /** Their login at GitHub, where it is not the id. */
  readonly github: string | null;
  readonly roles: readonly string[];
  readonly key: PublicKey;
  readonly validFrom: number | null;
  /** First instant at which the key no longer signs approvals. */
  readonly validUntil: number | null;
}

export interface ApproverRegistry {
  readonly approvers: readonly Approver[];
}

/** A registry in which nobody may approve. */
export const NO_APPROVERS: ApproverRegistry = { approvers: [] };

const word = z.string().regex(/^[a-z][a-z0-9-]{0,62}$/, "expected a word in lower case such as cab");

const entry = z
  .strictObject({
    id: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._@+-]{0,99}$/, "expected an id such as alice or alice@example.com"),
    name: z.string().min(1).max(200).optional(),
    github: z
      .string()
      .regex(/^[A-Za-z0-9][A-Za-z0-9-]{0,38}$/, "expected a GitHub login")
      .optional(),
    roles: z.array(word).min(1),
    publicKey: z.string(),
    validFrom: z.string().optional(),
    validUntil: z.string().optional(),
  })
  .transform((given, context): Approver => {
    const refuse = (field: string, message: string, code: string, next: string): void =>
      context.addIssue({ code: "custom", path: [field], message, params: { code, next } });
    const from = given.validFrom === undefined ? null : readTime(given.validFrom, undefined, "start");
    const until = given.validUntil === undefined ? null : readTime(given.validUntil, undefined, "end");
    if (from && !from.ok) refuse("validFrom", from.expected, "time-invalid", from.next);
    if (until && !until.ok) refuse("validUntil", until.expected, "time-invalid", until.next);
    if (from?.ok && until?.ok && until.time.after <= from.time.at)
      refuse("validUntil", "the key ends before it starts", "end-before-start", "correct validFrom or validUntil");
    let key: PublicKey;
    try {
      key = publicKeyFromPem(given.publicKey);
    } catch (error) {
      const { message, code, next } = error as { message: string; code: string; next: string };
      refuse("publicKey", message, code, next);
      return z.NEVER;
    }
    return {
      id: given.id,
      name: given.name ?? given.id,
      github: given.github ?? null,
      roles: given.roles,
      key,
      validFrom: from?.ok ? from.time.at : null,
      validUntil: until?.ok ? until.time.after : null,
    };
  });

/**
 * freeze/approvers.yaml: `approvers: [{id, name?, github?, roles, publicKey, validFrom?, validUntil?}]`. A person may have several
 * keys, an entry each; one key under two entries is an error, since one hand could then approve as two people.
 */
export const approversSchema = z
  .strictObject({ approvers: z.array(entry).max(10_000) })
  .superRefine(({ approvers }, context) => {
    const seen = new Set<string>();
    for (const [index, { key }] of approvers.entries()) {
      if (seen.has(key.keyId))
        context.addIssue({
          code: "custom",
          path: ["approvers", index, "publicKey"],
          message: "this key is registered twice",
          params: { code: "key-twice", next: "give each approver a key of their own" },
        });
      seen.add(key.keyId);
    }
  });
