import * as z from "zod";

/** One row of `doctor`, `tools list` and `tools install`. */
export const toolRowSchema = z.strictObject({
  name: z.string(),
  version: z.string().nullable().describe("what was found; null when nothing was, or it does not say"),
  wanted: z.string(),
  source: z
    .enum(["path", "official", "built", "missing"])
    .describe("official: its project's own download, npm packages included"),
  ok: z.boolean(),
  next: z.string().nullable().describe("what to do when it is not ok"),
  because: z.string().nullable().describe("why it is not ok"),
  file: z.string().nullable().describe("its executable"),
  neededForStart: z.boolean(),
  usedByTests: z.boolean(),
});
export type ToolRow = z.infer<typeof toolRowSchema>;

/** What `tools list` and `tools install` print beside the envelope. */
export const toolsSchema = z.strictObject({
  toolsDir: z.string().describe("where tools are cached; MAESTRO_TOOLS_DIR"),
  tools: z.array(toolRowSchema),
});
export type ToolsDocument = z.infer<typeof toolsSchema>;
