import * as z from "zod";

const position = z.strictObject({ file: z.string(), line: z.int().min(1), column: z.int().min(1) });

/** What `contracts lint` and `ig-contracts lint` print beside the envelope; with exit 2 beside an error. */
export const contractsLintSchema = z.strictObject({
  files: z.int().min(0).describe("how many were asked for"),
  unreadable: z.int().min(0).describe("of them, those that are no contracts"),
  findings: z.array(
    z.strictObject({
      rule: z.string(),
      level: z.enum(["error", "warning"]),
      path: z.string().describe("dotted, in the contract; empty for the whole file"),
      message: z.string(),
      position,
      fix: z.string().optional().describe("what to write there instead"),
    }),
  ),
  counts: z.strictObject({
    error: z.int().min(0),
    warning: z.int().min(0),
    byRule: z.record(z.string(), z.int().min(1)),
  }),
});
