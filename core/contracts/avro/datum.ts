import { nameText } from "./compare.ts";
import type { AvroNode } from "./node.ts";

const MAXIMUM_DEPTH = 6;

/** The smallest datum of a schema, in Avro's JSON encoding: a branch of a union stands under its name. */
export function smallestDatum(node: AvroNode, depth = 0): unknown {
  switch (node.kind) {
    case "null":
      return null;
    case "boolean":
      return true;
    case "int":
    case "long":
      return 1;
    case "float":
    case "double":
      return 1.5;
    case "bytes":
      return "\u0001";
    case "string":
      return "text";
    case "fixed":
      return "\u0000".repeat(node.size);
    case "enum":
      return node.symbols[0];
    case "array":
      return [];
    case "map":
      return {};
    case "union": {
      // A recursion ends in the branch that holds nothing.
      const branch = node.branches.find(({ kind }) => kind === "null") ?? node.branches[0]!;
      return inBranch(branch, smallestDatum(branch, depth + 1));
    }
    case "record":
      if (depth > MAXIMUM_DEPTH) return {};
      return Object.fromEntries(node.fields.map(({ name, type }) => [name, smallestDatum(type, depth + 1)]));
  }
}

export function inBranch(branch: AvroNode, datum: unknown): unknown {
  return branch.kind === "null" ? null : { [nameText(branch)]: datum };
}

/** Data of the writer that pass each of its branches and symbols, along a path where one is given. */
export function dataAlong(node: AvroNode, path: readonly string[], depth = 0): unknown[] {
  if (depth > MAXIMUM_DEPTH) return [];
  const [part, ...rest] = path;
  switch (node.kind) {
    case "union":
      return node.branches.flatMap((one) => dataAlong(one, path, depth + 1).map((datum) => inBranch(one, datum)));
    case "array":
      return part === undefined || part === "[]" ? dataAlong(node.items, rest, depth + 1).map((one) => [one]) : [];
    case "map":
      return part === undefined || part === "{}" ? dataAlong(node.values, rest, depth + 1).map((key) => ({ key })) : [];
    case "enum":
      return [...node.symbols];
    case "record": {
      const base = smallestDatum(node) as object;
      const field = node.fields.find(({ name }) => name === part);
      if (field === undefined) return [base];
      return dataAlong(field.type, rest, depth + 1).map((one) => ({ ...base, [field.name]: one }));
    }
    default:
      return [smallestDatum(node)];
  }
}
