import * as z from "zod";

/** An instant as every document writes it. */
export const instant = z.iso.datetime().describe("RFC 3339 in UTC");

/** What went wrong and what to do, beside exit codes 2 and 4 and every other error. */
export const errorSchema = z.looseObject({
  code: z.string().describe("stable, never reused"),
  message: z.string(),
  file: z.string().optional(),
  line: z.int().min(1).optional(),
  column: z.int().min(1).optional(),
  field: z.string().optional(),
  next: z.string().optional().describe("the command or edit that mends it"),
});

const envelope = (kind: string) => ({
  schemaVersion: z.literal("1.0"),
  kind: z.literal(kind),
  generatedAt: instant,
});

/** What a command prints when it could not answer. */
export function failureSchema(kind: string): z.ZodType {
  const exitCode = z.union([z.literal(1), z.literal(2), z.literal(3), z.literal(4)]).describe("the process's");
  return z.looseObject({ ...envelope(kind), exitCode, error: errorSchema });
}

/**
 * The whole document of a command: its fields within the envelope, or an error.
 *
 * @param kind The command's words joined by dots.
 * @param fields What stands beside the envelope.
 */
export function documentSchema(kind: string, fields: z.ZodObject): z.ZodType {
  const exitCode = z.union([z.literal(0), z.literal(1), z.literal(3), z.literal(4)]).describe("the process's");
  return z.union([z.looseObject({ ...envelope(kind), exitCode, ...fields.shape }), failureSchema(kind)]);
}
