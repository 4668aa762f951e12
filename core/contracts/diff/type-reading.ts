import type { Value } from "../model.ts";

/** How a reader of one type gets on with values of another. */
export type Reading = "exact" | "lossy" | "no";

/** Beside equal types; decimals depend on their digits. */
const PROMOTIONS: Readonly<Record<string, Reading>> = {
  "int32 int64": "exact",
  "int32 double": "exact",
  "int32 float": "lossy",
  "int64 float": "lossy",
  "int64 double": "lossy",
  "float double": "exact",
  "uuid string": "exact",
};
const INTEGER_DIGITS: Readonly<Record<string, number>> = { int32: 10, int64: 19 };

/**
 * How values of the writer's type are read as the reader's, parts and nulls aside.
 *
 * The promotions are Avro's and Iceberg's, less those that lose digits (Avro's long to float) and those that only the
 * same bytes make (string and bytes); see docs/reference/compatibility.md.
 */
export function readingOf(writer: Value, reader: Value): Reading {
  if (reader.type === "decimal") return asDecimal(writer, reader);
  if (writer.type === reader.type) return "exact";
  const promoted = PROMOTIONS[`${writer.type} ${reader.type}`] ?? "no";
  if (promoted !== "lossy" || writer.enum === undefined) return promoted;
  const held = reader.type === "float" ? Math.fround : (value: number) => value;
  const exact = writer.enum.every((one) => typeof one === "number" && Number.isSafeInteger(one) && held(one) === one);
  return exact ? "exact" : "lossy";
}

function asDecimal(writer: Value, reader: Value): Reading {
  const whole = (reader.precision ?? 38) - (reader.scale ?? 0);
  if (writer.type === "decimal") {
    const scale = writer.scale ?? 0;
    const fits = scale <= (reader.scale ?? 0) && (writer.precision ?? 38) - scale <= whole;
    return fits ? "exact" : "no";
  }
  const digits = INTEGER_DIGITS[writer.type];
  if (digits === undefined) return "no";
  const needed = writer.enum ? Math.max(...writer.enum.map((one) => digitsOf(one))) : digits;
  return needed <= whole ? "exact" : "no";
}

/** Digits before the point; zero has none. */
function digitsOf(value: string | number): number {
  return value === 0 ? 0 : String(value).replace("-", "").length;
}

export function typeText({ type, precision, scale }: Value): string {
  return type === "decimal" ? `decimal(${precision ?? 38}, ${scale ?? 0})` : type;
}

/** Of a pair that is compared: whether the reader's parts and enums matter at all. */
export function readable(writer: Value, reader: Value): boolean {
  return readingOf(writer, reader) !== "no";
}
