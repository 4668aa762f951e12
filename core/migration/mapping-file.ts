import * as z from "zod";
import type { Value } from "./row.ts";
import { fieldSchema, shapeSchema } from "./shape.ts";
import { CODECS, type CodecName } from "./steps/convert.ts";

const name = z.string().min(1).max(63);
const separator = z.string().min(1).max(20);
const value: z.ZodType<Value> = z.union([z.string(), z.number(), z.boolean(), z.null()]);

const stepSchema = z.union([
  z.strictObject({ rename: z.strictObject({ from: name, to: name }) }),
  z.strictObject({ split: z.strictObject({ from: name, into: z.array(name).min(2).max(10), separator }) }),
  z.strictObject({ merge: z.strictObject({ from: z.array(name).min(2).max(10), to: name, separator }) }),
  z.strictObject({ default: z.strictObject({ field: name, value, ...fieldSchema.shape }) }),
  z.strictObject({ drop: z.strictObject({ field: name, restore: value }) }),
  z.strictObject({
    convert: z.union([
      z.strictObject({ field: name, to: name.optional(), with: z.enum(Object.keys(CODECS) as [CodecName]) }),
      z.strictObject({ field: name, to: name.optional(), scale: z.int().min(2).max(1_000_000_000) }),
      z.strictObject({ field: name, to: name.optional(), values: z.record(z.string(), z.string()) }),
    ]),
  }),
]);
export type StepDeclaration = z.infer<typeof stepSchema>;

const share = z.number().min(0).max(1);

/** A mapping as a person declares it. Its steps lead from the fields of `from` to those of `to`, in order. */
export const mappingFile = z.strictObject({
  mapping: z.strictObject({
    id: z.string().regex(/^[a-z][a-z0-9_]{0,30}$/, "a-z, 0-9 and _, beginning with a letter, at most 31"),
    entity: z.string().min(1).max(200),
    from: shapeSchema,
    to: shapeSchema,
    key: z.array(name).min(1).max(8).describe("Fields of `from` that name a record; they may be renamed only"),
    steps: z.array(stepSchema).max(100).default([]),
    reversible: z.boolean().default(true).describe("Whether writes after the flip can flow back"),
    bounds: z
      .strictObject({
        quarantined: z.int().min(0).default(0).describe("Rows that may fail to map before the cutover holds"),
        mismatches: share.default(0).describe("Share of shadow reads that may differ beyond the noise"),
      })
      .prefault({}),
    shadowRead: z.int().min(1).max(100).default(20).describe("Percent of reads mirrored"),
    reads: z
      .array(z.string().regex(/^\/[^\s]*$/, "a path that begins with /"))
      .max(20)
      .default([])
      .describe(
        "Requests that the shadow-read asks of both versions, such as /orders/{client_id}, fields of `from` in braces",
      ),
    tables: z
      .strictObject({ old: z.string().min(1), new: z.string().min(1) })
      .optional()
      .describe("Where the records lie; by default both bear the entity's name, the new one with its version"),
  }),
});
export type MappingFile = z.input<typeof mappingFile>;
export type MappingDeclaration = z.infer<typeof mappingFile>["mapping"];
