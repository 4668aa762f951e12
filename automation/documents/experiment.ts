import * as z from "zod";

const failure = z.strictObject({ code: z.string(), text: z.string() });

/** What `experiment verify` prints beside the envelope. */
export const experimentVerifySchema = z.strictObject({
  valid: z.boolean(),
  keyId: z.string().nullable(),
  manifest: z.record(z.string(), z.unknown()).nullable(),
  failures: z.array(failure),
});

/** What `experiment report` prints beside the envelope. */
export const experimentReportSchema = z.strictObject({
  decision: z.enum(["running", "ship", "stop", "inconclusive", "invalid"]),
  reason: failure.nullable(),
  manifest: z.record(z.string(), z.unknown()),
  files: z.array(z.string()).describe("manifest and its DSSE envelope; none with --dry-run or while it runs"),
});
