import * as z from "zod";
import { FORMATS } from "../../core/contracts/index.ts";

export const position = z.strictObject({ file: z.string(), line: z.int().min(1), column: z.int().min(1) });

export const lintFinding = z.object({
  rule: z.string(),
  level: z.enum(["error", "warning"]),
  path: z.string().describe("dotted, in the contract; empty for the whole file"),
  message: z.string(),
  position,
  fix: z.string().optional().describe("what --fix writes there"),
});

/** What `contracts lint` and `ig-contracts lint` print beside the envelope; with exit 2 beside an error. */
export const contractsLintSchema = z.strictObject({
  files: z.int().min(0).describe("how many were asked for"),
  unreadable: z.int().min(0).describe("of them, those that are no contracts"),
  findings: z.array(lintFinding),
  fixed: z.array(lintFinding).describe("what --fix mended, as it stood before"),
  counts: z.strictObject({
    error: z.int().min(0),
    warning: z.int().min(0),
    byRule: z.record(z.string(), z.int().min(1)),
  }),
});

const unsaid = z.array(
  z.strictObject({ path: z.string().describe("names of fields, dotted; empty for the whole"), what: z.string() }),
);
const exchange = {
  format: z.enum(FORMATS),
  entity: z.string(),
  out: z.string().nullable().describe("where it was written; null when it is only printed"),
};

export const contractsExportSchema = z.strictObject({
  ...exchange,
  content: z.record(z.string(), z.unknown()).describe("the document in the format"),
  unsaid: unsaid.describe("what readers of the format are not told; it is carried beside, for the way back"),
});

export const contractsImportSchema = z.strictObject({
  ...exchange,
  text: z.string().describe("the contract in YAML"),
  lost: unsaid.describe("what of the document a contract cannot say"),
});

export const contractsTypesSchema = z.strictObject({
  entity: z.string(),
  version: z.union([z.int(), z.string()]),
  name: z.string().describe("of the interface"),
  text: z.string().describe("the TypeScript module"),
  out: exchange.out,
});
