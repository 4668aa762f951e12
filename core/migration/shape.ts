import * as z from "zod";
import { RefusedRow } from "./refused-row.ts";
import type { Row, Value } from "./row.ts";

export const FIELD_TYPES = [
  "text",
  /** Whole, within ±(2^53 − 1). */
  "integer",
  /** Whole, as decimal text. */
  "bigint",
  /** Decimal text, without loss. */
  "decimal",
  /** Finite double. */
  "number",
  "boolean",
  /** Text as the store writes it; never converted on the way, so that no digit of it is lost. */
  "timestamp",
  "json",
] as const;
export type FieldType = (typeof FIELD_TYPES)[number];

const name = z.string().regex(/^[a-z_][a-zA-Z0-9_]{0,62}$/, "a name of letters, digits and _, at most 63");

export const fieldSchema = z.strictObject({
  type: z.enum(FIELD_TYPES),
  nullable: z.boolean().default(false),
  retention: z.string().min(1).optional().describe("How long it may be kept: a duration or a class such as short-30d"),
  purpose: z
    .union([
      z
        .string()
        .min(1)
        .transform((one) => [one]),
      z.array(z.string().min(1)).min(1),
    ])
    .optional()
    .describe("What it may be used for"),
});
export type Field = z.infer<typeof fieldSchema>;
export type Fields = Readonly<Record<string, Field>>;

/** The record of one version of a contract. */
export const shapeSchema = z.strictObject({
  version: z.union([z.string().min(1), z.int().min(0)]).transform(String),
  fields: z.record(name, fieldSchema).refine((fields) => Object.keys(fields).length > 0, "at least one field"),
});
export interface Shape {
  readonly version: string;
  readonly fields: Fields;
}

/**
 * Holds a row against a shape: every field there, none beside it, each of its type.
 * @throws RefusedRow `missing-field`, `unknown-field`, `wrong-type`
 */
export function checkRow(row: Row, fields: Fields, names: readonly string[] = Object.keys(fields)): void {
  for (const field of names) {
    const value = row[field];
    if (value === undefined) throw new RefusedRow("missing-field", field, `the row has no ${field}`);
    const { type, nullable } = fields[field]!;
    if (value === null ? !nullable : !isOf(type, value))
      throw new RefusedRow("wrong-type", field, `${field} is not ${value === null ? "nullable" : `a ${type}`}`);
  }
  if (Object.keys(row).length !== names.length) {
    const field = Object.keys(row).find((one) => fields[one] === undefined) ?? null;
    throw new RefusedRow("unknown-field", field, `the shape has no ${field}`);
  }
}

function isOf(type: FieldType, value: Exclude<Value, null>): boolean {
  switch (type) {
    case "text":
    case "timestamp":
      return typeof value === "string";
    case "integer":
      return Number.isSafeInteger(value);
    case "number":
      return typeof value === "number" && Number.isFinite(value);
    case "boolean":
      return typeof value === "boolean";
    case "bigint":
      return typeof value === "string" && /^-?\d{1,40}$/.test(value);
    case "decimal":
      return typeof value === "string" && /^-?\d+(\.\d+)?$/.test(value);
    case "json":
      return true;
  }
}
