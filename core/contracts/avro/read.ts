import { nameText } from "./compare.ts";
import type { AvroNode, Named } from "./node.ts";

/**
 * Reads one datum of the writer (in Avro's JSON encoding) as the reader's schema, value by value; why that fails, or
 * null. Knows nothing of `compareAvro`, which is held against it.
 */
export function datumProblem(writer: AvroNode, reader: AvroNode, datum: unknown, path = ""): string | null {
  if (writer.kind === "union") {
    const branch = writer.branches.find((one) =>
      one.kind === "null" ? datum === null : datum !== null && Object.hasOwn(datum as object, nameText(one)),
    )!;
    const inner = branch.kind === "null" ? null : (datum as Record<string, unknown>)[nameText(branch)];
    return datumProblem(branch, reader, inner, path);
  }
  if (reader.kind === "union") {
    const problems = reader.branches.map((branch) => datumProblem(writer, branch, datum, path));
    return problems.includes(null) ? null : `${path || "it"} is ${nameText(writer)}, which is no branch of the reader`;
  }
  const at = path === "" ? "it" : path;
  const numeric = ["int", "long", "float", "double"];
  const [from, to] = [numeric.indexOf(writer.kind), numeric.indexOf(reader.kind)];
  if (from !== -1 && to !== -1)
    return from <= to ? null : `${at} is ${writer.kind}, which is not read as ${reader.kind}`;
  const texts = ["bytes", "string"];
  if (writer.kind !== reader.kind)
    return texts.includes(writer.kind) && texts.includes(reader.kind)
      ? null
      : `${at} is ${nameText(writer)}, which is not read as ${nameText(reader)}`;
  if ("fullName" in writer && "fullName" in reader && !named(writer, reader))
    return `${at} is ${writer.fullName}, and ${reader.fullName} is read`;
  if (writer.kind === "array" && reader.kind === "array")
    return first(
      (datum as unknown[]).map((one, i) => () => datumProblem(writer.items, reader.items, one, join(path, i))),
    );
  if (writer.kind === "map" && reader.kind === "map")
    return first(
      Object.entries(datum as object).map(
        ([key, one]) =>
          () =>
            datumProblem(writer.values, reader.values, one, join(path, key)),
      ),
    );
  if (writer.kind === "enum" && reader.kind === "enum") {
    const known = reader.symbols.includes(String(datum)) || reader.symbols.includes(reader.default ?? "\u0000");
    return known ? null : `${at} is ${String(datum)}, which the reader does not know`;
  }
  if (writer.kind === "fixed" && reader.kind === "fixed" && writer.size !== reader.size)
    return `${at} has ${writer.size} bytes, and ${reader.size} are read`;
  const [a, b] = ["decimal" in writer ? writer.decimal : undefined, "decimal" in reader ? reader.decimal : undefined];
  if (a && b && (a.scale !== b.scale || a.precision !== b.precision)) return `${at} is a decimal of other digits`;
  if (writer.kind !== "record" || reader.kind !== "record") return null;
  return first(
    reader.fields.map((field) => () => {
      const sources = writer.fields.filter(({ name }) => name === field.name || field.aliases.includes(name));
      if (sources.length > 1) return `${join(path, field.name)} may be read from several fields`;
      const [source] = sources;
      if (source === undefined)
        return field.default ? null : `${join(path, field.name)} is missing, and has no default`;
      const value = (datum as Record<string, unknown>)[source.name];
      return datumProblem(source.type, field.type, value, join(path, field.name));
    }),
  );
}

function named(writer: Named, reader: Named): boolean {
  return writer.name === reader.name || reader.aliases.includes(writer.fullName);
}

function join(path: string, part: string | number): string {
  return path === "" ? String(part) : `${path}.${part}`;
}

function first(tests: readonly (() => string | null)[]): string | null {
  for (const run of tests) {
    const problem = run();
    if (problem !== null) return problem;
  }
  return null;
}
