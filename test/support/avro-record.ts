import { type Field, type Value, valueProblem } from "../../core/contracts/index.ts";

type Json = Record<string, unknown>;

/** A record that fits a contract, as avsc takes it (unions wrapped) for the contract's Avro schema. */
export function avroRecord(schema: object, fields: readonly Field[], record: Json): Json {
  const written = (schema as { fields: { name: string; type: unknown }[] }).fields;
  return Object.fromEntries(
    written.map(({ name, type }, index) => {
      const field = fields[index]!;
      return [name, avroValue(type, field, Object.hasOwn(record, field.name) ? record[field.name] : null)];
    }),
  );
}

function avroValue(type: unknown, value: Value, data: unknown): unknown {
  if (!Array.isArray(type))
    return data === null && "default" in value ? bare(type, value, value.default) : bare(type, value, data);
  if (data === null && type.includes("null")) return null;
  const given = data === null && "default" in value ? value.default : data;
  const branches = type.filter((one) => one !== "null");
  if (value.type !== "union" || branches.length === 1)
    return { [nameOf(branches[0])]: bare(branches[0], value, given) };
  const index = value.oneOf!.findIndex((one) => fits(one, given));
  return { [nameOf(branches[index])]: bare(branches[index], value.oneOf![index]!, given) };
}

function nameOf(type: unknown): string {
  if (typeof type === "string") return type;
  const { name, type: kind } = type as { name?: string; type: string };
  return name ?? kind;
}

function bare(type: unknown, value: Value, data: unknown): unknown {
  switch (value.type) {
    case "union":
      return JSON.stringify(data);
    case "int64":
      // avsc's own longs are numbers, and it doubles them on the way: beyond 2^52 it loses a digit.
      return Math.abs(Number(data)) <= 2 ** 52 ? Number(data) : 0;
    case "bytes":
      return Buffer.from(String(data), "base64");
    case "decimal":
      return Buffer.from([0]);
    case "date":
      return Math.floor(Date.parse(String(data)) / 86_400_000);
    case "time":
      return Date.parse(`1970-01-01T${data}Z`) * 1000;
    case "timestamp":
      return Date.parse(`${data}Z`) * 1000;
    case "timestamptz":
      return Date.parse(String(data)) * 1000;
    case "array":
      return (data as unknown[]).map((one) => avroValue((type as { items: unknown }).items, value.items!, one));
    case "map":
      return Object.fromEntries(
        Object.entries(data as Json).map(([key, one]) => [
          key,
          avroValue((type as { values: unknown }).values, value.values!, one),
        ]),
      );
    case "object":
      return avroRecord(type as object, value.fields!, data as Json);
    default:
      return data;
  }
}

function fits(value: Value, data: unknown): boolean {
  return valueProblem(value, data) === null;
}
