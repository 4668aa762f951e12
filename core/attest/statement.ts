import * as z from "zod";

export const STATEMENT_TYPE = "https://in-toto.io/Statement/v1";

const hex = (length: number) => z.string().regex(new RegExp(`^[0-9a-f]{${length}}$`), `expected ${length} hex digits`);
export const subjectDigest = z
  .strictObject({
    sha256: hex(64).optional(),
    gitCommit: z
      .string()
      .regex(/^(?:[0-9a-f]{40}|[0-9a-f]{64})$/)
      .optional(),
  })
  .refine((digest) => Object.keys(digest).length > 0, "expected a digest");

export const subjectSchema = z.strictObject({ name: z.string().min(1).max(300), digest: subjectDigest });
export type Subject = z.output<typeof subjectSchema>;

/** in-toto Statement v1: https://github.com/in-toto/attestation/blob/main/spec/v1/statement.md */
export const statementOf = <T extends string, P extends z.ZodType>(predicateType: T, predicate: P) =>
  z.strictObject({
    _type: z.literal(STATEMENT_TYPE),
    subject: z
      .array(subjectSchema)
      .min(1)
      .max(64)
      .refine((all) => new Set(all.map(({ name }) => name)).size === all.length, "two subjects have one name"),
    predicateType: z.literal(predicateType),
    predicate,
  });
