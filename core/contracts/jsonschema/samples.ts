import type { ArrayNode, CombinedNode, Node, NumberNode, ObjectNode, StringNode } from "./node.ts";

const MAXIMUM_DEPTH = 6;
/** One of each type. */
export const OF_EACH_TYPE: readonly unknown[] = [null, true, 0, 1.5, -1, "text", "", [], {}, [0], { other: 0 }];

/** The smallest value that a schema seems to take; validators have the last word. */
export function sample(node: Node, depth = 0): unknown {
  if (depth > MAXIMUM_DEPTH) return null;
  switch (node.kind) {
    case "reference":
      return sample(node.target(), depth + 1);
    case "boolean":
      return true;
    case "string":
      return textOf(node, Math.max(node.minLength ?? 0, 1));
    case "number":
      return numberOf(node);
    case "enum":
      return node.values[0];
    case "const":
      return node.value;
    case "object":
      return sampleObject(node, depth);
    case "array": {
      const { items } = node;
      const more = items ? Array.from({ length: node.minItems ?? 0 }, () => sample(items, depth + 1)) : [];
      return node.tuple.length > 0 ? node.tuple.map((one) => sample(one, depth + 1)) : more;
    }
    case "combined":
      return sampleOfParts(node, depth);
    default:
      return node.kind === "anything" ? 0 : null;
  }
}

function sampleOfParts({ by, parts }: CombinedNode, depth: number): unknown {
  const values = parts.map((part) => sample(part, depth + 1));
  if (by !== "allOf") return values[0];
  const objects = values.filter((one) => typeof one === "object" && one !== null && !Array.isArray(one));
  if (objects.length === values.length) return Object.assign({}, ...(objects as object[]));
  // Values that are listed are the tightest part of a conjunction.
  const tight = parts.findIndex(({ kind }) => kind === "enum" || kind === "const");
  return values[tight === -1 ? 0 : tight];
}

export function sampleObject(node: ObjectNode, depth: number): Record<string, unknown> {
  return Object.fromEntries(
    [...node.required].map((name) => {
      const property = node.properties.get(name);
      return [name, property === undefined ? 0 : sample(property, depth + 1)];
    }),
  );
}

/** Values around what the one takes and the other may not. */
export function edges(writer: Node, reader: Node): unknown[] {
  const [a, b] = [followed(writer), followed(reader)];
  const parts = a.kind === "combined" ? a.parts.flatMap((part) => edges(part, reader)) : [];
  const own = [sample(a)];
  if (a.kind === "enum") own.push(...a.values);
  if (a.kind === "string") own.push(...textEdges(a, b));
  if (a.kind === "number") own.push(...numberEdges(a, b));
  if (a.kind === "object") own.push(...objectEdges(a, b));
  if (a.kind === "array") own.push(...arrayEdges(a, b));
  return [...own, ...parts];
}

export function followed(node: Node): Node {
  return node.kind === "reference" ? followed(node.target()) : node;
}

function textOf({ pattern }: StringNode, length: number): string {
  const literal = pattern?.replaceAll(/[\^$\\]/g, "") ?? "";
  return /^[\w -]+$/.test(literal) && literal.length >= length ? literal : "a".repeat(Math.min(length, 10_000));
}

function textEdges(writer: StringNode, reader: Node): string[] {
  const other = reader.kind === "string" ? reader : undefined;
  const lengths = [writer.minLength, writer.maxLength, (other?.minLength ?? 1) - 1, (other?.maxLength ?? 0) + 1];
  const words = ["", "a", "A", "1", "text", "a-b", "2026-01-31"];
  return [...words, ...lengths.map((length) => textOf(writer, Math.max(0, length ?? 0)))];
}

function numberOf({ minimum, maximum, exclusiveMinimum, exclusiveMaximum, multipleOf }: NumberNode): number {
  if (minimum !== undefined) return minimum;
  if (exclusiveMinimum !== undefined) return exclusiveMinimum + (multipleOf ?? 1);
  if (maximum !== undefined) return Math.min(maximum, 0);
  return exclusiveMaximum === undefined ? 0 : Math.min(exclusiveMaximum - 1, 0);
}

function numberEdges(writer: NumberNode, reader: Node): number[] {
  const other = reader.kind === "number" ? reader : undefined;
  const bounds = [writer, other].flatMap((one) =>
    one === undefined ? [] : [one.minimum, one.maximum, one.exclusiveMinimum, one.exclusiveMaximum],
  );
  const near = bounds.flatMap((bound) => (bound === undefined ? [] : [bound, bound - 1, bound + 1, bound + 0.5]));
  const step = writer.multipleOf ?? 1;
  return [...near, ...near.map((one) => Math.round(one / step) * step), step, 2 * step, 3 * step, 0, 0.5, 1, -1, 1e6];
}

function objectEdges(writer: ObjectNode, reader: Node): unknown[] {
  const base = sampleObject(writer, 0);
  const whole = { ...base };
  for (const [name, property] of writer.properties) whole[name] ??= sample(property, 1);
  const extra = [
    { ...base, other: 0 },
    { ...base, other: "text" },
    { ...base, a: 0, b: 0, c: 0, d: 0, e: 0, f: 0 },
  ];
  const names = reader.kind === "object" ? [...reader.dependentRequired.keys(), ...reader.dependentSchemas.keys()] : [];
  const known = (name: string) => sample(writer.properties.get(name) ?? { kind: "anything", keys: [] }, 1);
  const together = (name: string) => {
    const beside = writer.dependentRequired.get(name) ?? [];
    return { ...base, ...Object.fromEntries([name, ...beside].map((one) => [one, known(one)])) };
  };
  return [base, whole, ...extra, ...names.map(together)];
}

function arrayEdges(writer: ArrayNode, reader: Node): unknown[] {
  const item = writer.items === undefined ? 0 : sample(writer.items, 1);
  const other = reader.kind === "array" ? reader : undefined;
  const lengths = [0, 1, 2, (other?.maxItems ?? 0) + 1, (other?.minItems ?? 1) - 1, writer.tuple.length + 1];
  const from = writer.tuple.map((one) => sample(one, 1));
  const filled = (length: number) => [...from, ...Array.from({ length }, () => item)].slice(0, Math.max(0, length));
  const kinds = [0, "text", true, null, {}].map((one) => [...from, one]);
  return [...lengths.filter((length) => length < 1000).map(filled), ...kinds];
}
