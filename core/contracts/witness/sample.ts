import type { Field, Value } from "../model.ts";
import { valueProblem } from "../valid.ts";

/** The smallest value of a type: lists and maps are empty, objects hold what they must. */
export function smallest(value: Value): unknown {
  const [first] = value.enum ?? [];
  if (first !== undefined) return first;
  switch (value.type) {
    case "string":
      return "text";
    case "boolean":
      return true;
    case "int32":
    case "int64":
      return 1;
    case "float":
    case "double":
      return 1.5;
    case "decimal":
      return (value.precision ?? 38) > (value.scale ?? 0) ? "1" : "0";
    case "date":
      return "2026-01-31";
    case "time":
      return "10:30:00";
    case "timestamp":
      return "2026-01-31T10:30:00";
    case "timestamptz":
      return "2026-01-31T10:30:00Z";
    case "uuid":
      return "123e4567-e89b-12d3-a456-426614174000";
    case "bytes":
      return "aGk=";
    case "array":
      return [];
    case "map":
      return {};
    case "object":
      return smallestRecord(value.fields ?? []);
    case "union":
      return smallest(value.oneOf![0]!);
  }
}

/** A record with the fields that it must have. */
export function smallestRecord(fields: readonly Field[]): Record<string, unknown> {
  return Object.fromEntries(fields.filter(({ required }) => required).map((field) => [field.name, smallest(field)]));
}

/** The value of a type that narrower types are the least likely to hold. */
export function largest(value: Value): unknown {
  if (value.enum !== undefined) return smallest(value);
  switch (value.type) {
    case "int32":
      return 2_147_483_647;
    case "int64":
      return "9223372036854775807";
    case "float":
      return 3e38;
    case "double":
      return 1.7e308;
    case "decimal":
      return largestDecimal(value.precision ?? 38, value.scale ?? 0);
    default:
      return smallest(value);
  }
}

function largestDecimal(precision: number, scale: number): string {
  const whole = "9".repeat(precision - scale) || "0";
  return scale === 0 ? whole : `${whole}.${"9".repeat(scale)}`;
}

/** Another value than the smallest one; undefined for a type that has only one. */
export function another(value: Value): unknown {
  const first = smallest(value);
  if (value.enum !== undefined) return value.enum[1];
  const others = [2, false, "b", "0.1", "2026-02-01", "10:31:00", "2026-02-01T10:30:00", "2026-02-01T10:30:00Z"];
  const more = ["00000000-0000-4000-8000-000000000000", "", [smallest(value.items ?? value)], { key: 0 }];
  return [...others, ...more].find((one) => one !== first && valueProblem(value, one) === null);
}
