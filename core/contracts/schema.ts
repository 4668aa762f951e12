import * as z from "zod";
import { checkContract } from "./check.ts";
import { CLASSIFICATIONS, type Field, TYPE_NAMES, type Value } from "./model.ts";

/** Which readers and writers of other versions must get on with this one; transitive: with every earlier version. */
export const COMPATIBILITY_MODES = [
  "backward",
  "forward",
  "full",
  "none",
  "backward-transitive",
  "forward-transitive",
  "full-transitive",
] as const;

const date = z.iso.date();
const purpose = z
  .union([z.string().min(1), z.array(z.string().min(1)).min(1)])
  .transform((one) => (typeof one === "string" ? [one] : one));
const retention = z
  .string()
  .min(1)
  .describe("how long values are kept: an ISO 8601 duration such as P30D, or a class of contracts/policy.yaml");

const shape = {
  type: z.enum(TYPE_NAMES),
  nullable: z.boolean().default(false),
  enum: z
    .array(z.union([z.string(), z.int()]))
    .min(1)
    .optional()
    .describe("of string, int32 or int64"),
  format: z.string().min(1).optional().describe("of a string: email, uri, …"),
  precision: z.int().min(1).max(38).optional().describe("decimal digits of a decimal"),
  scale: z.int().min(0).max(38).optional().describe("of them behind the point; default 0"),
};

/** Of the types that hold others. */
const parts = {
  items: z.lazy(() => valueSchema).optional(),
  values: z.lazy(() => valueSchema).optional(),
  oneOf: z
    .array(z.lazy(() => valueSchema))
    .min(2)
    .optional(),
  fields: z
    .array(z.lazy(() => fieldSchema))
    .min(1)
    .optional(),
};

const valueSchema: z.ZodType<Value> = z.strictObject({ ...shape, ...parts });

const fieldSchema: z.ZodType<Field> = z.strictObject({
  name: z.string().min(1).max(200),
  ...shape,
  required: z.boolean().default(false).describe("every record has it"),
  default: z.unknown().optional().describe("what a reader takes for a missing value"),
  aliases: z.array(z.string().min(1)).min(1).optional().describe("names that it had before"),
  pii: z.boolean().default(false),
  classification: z.enum(CLASSIFICATIONS).optional(),
  purpose: purpose.optional().describe("what the value may be used for"),
  retention: retention.optional(),
  deprecated: z
    .strictObject({ until: date.describe("last day on which it is there"), reason: z.string().min(1).optional() })
    .optional(),
  description: z.string().optional(),
  ...parts,
});

const semver = /^(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)$/;

/** One version of a data contract, as contracts/{prev,next,history}/*.yaml hold it. */
export const contractSchema = z
  .strictObject({
    entity: z.string().min(1).max(200),
    version: z.union([z.int().min(1), z.string().regex(semver, "must be an integer or major.minor.patch")]),
    compatibility: z.enum(COMPATIBILITY_MODES),
    owner: z.string().min(1).optional(),
    description: z.string().optional(),
    service: z
      .string()
      .min(1)
      .optional()
      .describe("the service whose releases speak it; those of every service where left out"),
    consumers: z.array(z.string().min(1)).optional().describe("who reads it"),
    fields: z.array(fieldSchema).min(1).max(2_000),
    keys: z.array(z.string().min(1)).min(1).optional().describe("fields that name a record"),
    retention: retention.optional(),
    purpose: purpose.optional(),
    sla: z
      .strictObject({ read_p95_ms: z.number().positive().optional(), write_p95_ms: z.number().positive().optional() })
      .optional(),
  })
  .superRefine((contract, context) => {
    for (const { path, code, message, next } of checkContract(contract))
      context.addIssue({ code: "custom", path: [...path], message, params: { code, next } });
  });

export type Contract = z.output<typeof contractSchema>;
export type CompatibilityMode = (typeof COMPATIBILITY_MODES)[number];
