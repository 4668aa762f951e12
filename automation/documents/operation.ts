import * as z from "zod";
import { freezeDecisionSchema } from "./freeze-enforce.ts";

const count = z.int().min(0).describe("resources");

/** What `up`, `preview`, `destroy`, `refresh` and `import` print beside the envelope. */
export const operationSchema = z.looseObject({
  decision: freezeDecisionSchema,
  operations: z.looseObject({ create: count, update: count, replace: count, delete: count, same: count }),
  policies: z.array(
    z.looseObject({
      pack: z.string(),
      rule: z.string(),
      level: z.string().describe("mandatory or advisory"),
      urn: z.string(),
      message: z.string(),
    }),
  ),
  applied: z.boolean().describe("false for a preview, for nothing to change, and for a refusal"),
});
