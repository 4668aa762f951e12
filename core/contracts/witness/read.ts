import type { Field, Value } from "../model.ts";
import { type Misfit, valueProblem } from "../valid.ts";

/** What a reader makes of a record: it, nothing, or less than was written. */
export interface ReadProblem extends Misfit {
  readonly kind: "fails" | "loses";
}

type Fields = readonly Field[];
type At = Misfit["path"];
const fails = (path: At, text: string): ReadProblem => ({ kind: "fails", path, text });
const loses = (path: At, text: string): ReadProblem => ({ kind: "loses", path, text });

/**
 * Reads a record of one version as another version does, value by value, and says what goes wrong first; null when the
 * reader gets all that it asks for. The record must be valid under the writer. It knows nothing of the rules of the
 * diff: they are held against it.
 *
 * A reader takes a field by its name, else by its aliases among the writer's fields, else its default. A value that may
 * be of several types of the writer must be readable as each; one type of the reader's that reads it is enough.
 */
export function readProblem(writer: Fields, reader: Fields, record: unknown, path: At = []): ReadProblem | null {
  const data = record as Readonly<Record<string, unknown>>;
  for (const field of reader) {
    const source = sourceOf(field, writer);
    const at = [...path, field.name];
    const there = source !== undefined && Object.hasOwn(data, source.name);
    const problem = there
      ? valueReadProblem(source, field, data[source.name], at)
      : absent(field, reader, writer, data, at);
    if (problem !== null) return problem;
  }
  return null;
}

/** The writer's field that a reader's field takes: of its name, else of its first alias that there is. */
export function sourceOf(field: Field, writer: Fields): Field | undefined {
  for (const name of [field.name, ...(field.aliases ?? [])]) {
    const found = writer.find((one) => one.name === name);
    if (found !== undefined) return found;
  }
  return undefined;
}

function absent(field: Field, reader: Fields, writer: Fields, data: object, at: At): ReadProblem | null {
  if (field.required && field.default === undefined) return fails(at, "is missing");
  if (sourceOf(field, writer) !== undefined) return null;
  const renamed = writer.find(
    (one) =>
      one.aliases?.includes(field.name) &&
      Object.hasOwn(data, one.name) &&
      !reader.some((other) => sourceOf(other, writer) === one),
  );
  return renamed === undefined ? null : loses(at, `is not seen: it is written as ${renamed.name}`);
}

/** The same for one value. */
export function valueReadProblem(writer: Value, reader: Value, data: unknown, path: At = []): ReadProblem | null {
  if (data === null) return takesNull(reader) ? null : fails(path, "is null, which it may not be");
  for (const meant of leaves(writer)) {
    if (valueProblem(meant, data) !== null) continue;
    const problem = asAny(meant, leaves(reader), data, path);
    if (problem !== null) return problem;
  }
  return null;
}

function takesNull(value: Value): boolean {
  return value.nullable || (value.oneOf ?? []).some(takesNull);
}

function leaves(value: Value): readonly Value[] {
  return value.type === "union" ? value.oneOf!.flatMap(leaves) : [value];
}

function asAny(writer: Value, readers: readonly Value[], data: unknown, path: At): ReadProblem | null {
  let best: ReadProblem | null = null;
  for (const reader of readers) {
    const problem = asOne(writer, reader, data, path);
    if (problem === null) return null;
    if (best === null || problem.kind === "loses") best = problem;
  }
  return best;
}

function asOne(writer: Value, reader: Value, data: unknown, path: At): ReadProblem | null {
  const wrongType = fails(path, `${JSON.stringify(data)} is ${writer.type}, which is not read as ${reader.type}`);
  switch (reader.type) {
    case "array":
      if (writer.type !== "array") return wrongType;
      return first(data as unknown[], (one, i) => valueReadProblem(writer.items!, reader.items!, one, [...path, i]));
    case "map":
      if (writer.type !== "map") return wrongType;
      return first(Object.entries(data as object), ([key, one]) =>
        valueReadProblem(writer.values!, reader.values!, one, [...path, key]),
      );
    case "object":
      return writer.type === "object" ? readProblem(writer.fields!, reader.fields!, data, path) : wrongType;
    case "int64":
      if (writer.type !== "int32" && writer.type !== "int64") return wrongType;
      break;
    case "decimal":
      if (!["int32", "int64", "decimal"].includes(writer.type)) return wrongType;
      break;
    case "float":
    case "double":
      if (writer.type !== reader.type && !(writer.type === "float" && reader.type === "double"))
        return asFloating(writer, reader.type, data, path);
      break;
    case "string":
      if (writer.type !== "string" && writer.type !== "uuid") return wrongType;
      break;
    default:
      if (writer.type !== reader.type) return wrongType;
  }
  const misfit = valueProblem({ ...reader, nullable: false }, data);
  return misfit === null ? null : fails(path, misfit.text);
}

function asFloating(writer: Value, type: "float" | "double", data: unknown, path: At): ReadProblem | null {
  if (writer.type !== "int32" && writer.type !== "int64")
    return fails(path, `${JSON.stringify(data)} is ${writer.type}, which is not read as ${type}`);
  const written = BigInt(data as number | string);
  const number = Number(written);
  const held = type === "float" ? Math.fround(number) : number;
  return BigInt(held) === written ? null : loses(path, `${written} is read as the ${type} ${BigInt(held)}`);
}

function first<T>(values: readonly T[], read: (value: T, index: number) => ReadProblem | null): ReadProblem | null {
  for (const [index, value] of values.entries()) {
    const problem = read(value, index);
    if (problem !== null) return problem;
  }
  return null;
}
