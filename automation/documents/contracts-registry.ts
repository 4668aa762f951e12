import * as z from "zod";
import { deprecationSchema } from "../../core/contracts/index.ts";

const version = z.union([z.int(), z.string()]);

const entities = z.array(
  z.strictObject({
    entity: z.string(),
    owner: z.string().nullable(),
    consumers: z.array(z.string()),
    current: version.describe("the version in force; where none is, the newest"),
    versions: z
      .array(
        z.strictObject({
          version,
          stage: z.enum(["in force", "next", "past"]),
          file: z.string(),
          breaking: z.boolean().nullable().describe("against the version before; null for the first"),
          findings: z.array(
            z.strictObject({
              code: z.string(),
              severity: z.enum(["breaking", "warning", "info"]),
              message: z.string(),
              witness: z
                .object({
                  record: z.unknown(),
                  validUnder: z.enum(["prev", "next"]),
                  failsUnder: z.enum(["prev", "next"]),
                  reason: z.string(),
                })
                .nullable(),
            }),
          ),
        }),
      )
      .describe("newest first"),
    deprecations: z.array(deprecationSchema),
  }),
);
const out = z.string().nullable().describe("where it was written; null when it is only printed");

export const contractsHistorySchema = z.strictObject({
  entities,
  unreadable: z.int().min(0).describe("files that are no contracts"),
  markdown: z.string(),
  out,
});

export const contractsRegistrySchema = z.strictObject({
  entities,
  unreadable: z.int().min(0).describe("files that are no contracts"),
  out: z.string().describe("the page"),
});
