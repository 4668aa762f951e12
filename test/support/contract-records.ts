import type { Field, Value } from "../../core/contracts/index.ts";
import type { Random } from "./contract-random.ts";

const days = ["2026-01-31", "1999-12-01", "2026-11-24"];
const times = ["00:00", "10:30:00", "23:59:59.999"];
const texts = ["", "text", "a", "b", "x-1", "é", "2026-01-31", "123e4567-e89b-12d3-a456-426614174000", "12", "1.5"];

/** A random record of a contract's fields: only fields that it knows, edges more often than chance would have them. */
export function randomRecord(fields: readonly Field[], random: Random): Record<string, unknown> {
  const record: Record<string, unknown> = {};
  for (const field of fields) if (field.required || random.chance(0.6)) record[field.name] = randomValue(field, random);
  return record;
}

export function randomValue(value: Value, random: Random): unknown {
  if (value.nullable && random.chance(0.2)) return null;
  if (value.enum !== undefined) return random.pick(value.enum);
  const whole = (limit: number, edges: readonly unknown[]) =>
    random.chance(0.5) ? random.int(limit) - (limit >> 1) : random.pick(edges);
  switch (value.type) {
    case "string":
      return random.pick(texts);
    case "boolean":
      return random.chance(0.5);
    case "int32":
      return whole(1000, [0, -2147483648, 2147483647, 16777217, 3]);
    case "int64":
      return whole(1000, [0, "9223372036854775807", "-9223372036854775808", 9007199254740991, "9007199254740993", 4]);
    case "float":
      return random.pick([0, -1.5, 0.1, 3e38, 1e-40, random.int(100) / 7]);
    case "double":
      return random.pick([0, -1.5, 0.1, 1.7e308, 1e-320, random.int(100) / 7]);
    case "decimal":
      return randomDecimal(value.precision ?? 38, value.scale ?? 0, random);
    case "date":
      return random.pick(days);
    case "time":
      return random.pick(times);
    case "timestamp":
      return `${random.pick(days)}T${random.pick(times)}`;
    case "timestamptz":
      return `${random.pick(days)}T${random.pick(times)}${random.pick(["Z", "+01:00", "-11:30"])}`;
    case "uuid":
      return `${random.pick(["00000000", "123E4567"])}-e89b-12d3-a456-42661417${String(random.int(9999)).padStart(4, "0")}`;
    case "bytes":
      return random.pick(["", "aGk=", "aGkh", "AA=="]);
    case "array":
      return Array.from({ length: random.int(4) }, () => randomValue(value.items!, random));
    case "map":
      return Object.fromEntries(
        ["a", "key", "é"].slice(0, random.int(4)).map((key) => [key, randomValue(value.values!, random)]),
      );
    case "object":
      return randomRecord(value.fields!, random);
    case "union":
      return randomValue(random.pick(value.oneOf!), random);
  }
}

function randomDecimal(precision: number, scale: number, random: Random): string {
  const digits = (count: number): string =>
    random.chance(0.4)
      ? "9".repeat(count)
      : Array.from({ length: random.int(count + 1) }, () => random.int(10)).join("");
  const fraction = digits(scale);
  const text = `${digits(precision - scale) || "0"}${fraction === "" ? "" : `.${fraction}`}`;
  return random.chance(0.2) ? `-${text}` : text;
}
