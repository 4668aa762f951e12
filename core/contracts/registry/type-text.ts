import type { Value } from "../model.ts";

/** A type in a word or two: `array of string`, `decimal(10, 2) or null`. */
export function typeText(value: Value): string {
  const bare = bareText(value);
  return value.nullable ? `${bare} or null` : bare;
}

function bareText(value: Value): string {
  switch (value.type) {
    case "decimal":
      return `decimal(${value.precision}, ${value.scale ?? 0})`;
    case "array":
      return `array of ${typeText(value.items!)}`;
    case "map":
      return `map of ${typeText(value.values!)}`;
    case "union":
      return value.oneOf!.map((one) => typeText({ ...one, nullable: false })).join(" or ");
    case "timestamp":
      return "timestamp without zone";
    case "timestamptz":
      return "timestamp";
    default:
      return value.format === undefined ? value.type : `${value.type} (${value.format})`;
  }
}
