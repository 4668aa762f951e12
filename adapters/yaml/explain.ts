import * as z from "zod";
import { nearest } from "../../core/text/index.ts";
import type { YamlSource } from "./open.ts";
import { fieldName, type Problem } from "./problem.ts";

/** What a schema's own check may add: `context.addIssue({code: "custom", message, params: {code, next}})`. */
interface OwnParams {
  readonly code?: unknown;
  readonly next?: unknown;
}

/** Every zod issue as a problem with its place in the file, in the file's order. */
export function explain(issues: readonly z.core.$ZodIssue[], source: YamlSource, schema: z.ZodType): Problem[] {
  return issues
    .flatMap((issue) => flatten(issue, []))
    .flatMap((issue) => problemsOf(issue, source, schema))
    .sort((a, b) => a.line - b.line || a.column - b.column);
}

/** Of a union's branches the one that came furthest is explained: most likely it was meant. */
function flatten(issue: z.core.$ZodIssue, prefix: readonly PropertyKey[]): z.core.$ZodIssue[] {
  const path = [...prefix, ...issue.path];
  if (issue.code !== "invalid_union" || issue.errors.length === 0) return [{ ...issue, path }];
  const depth = (branch: readonly z.core.$ZodIssue[]): number =>
    Math.max(...branch.map((i) => i.path.length + (i.code === "unrecognized_keys" || i.code === "custom" ? 1 : 0)));
  const furthest = issue.errors.reduce((a, b) => (depth(b) > depth(a) ? b : a));
  if (depth(furthest) === 0) return [{ ...issue, path, message: unionMessage(issue) }];
  return furthest.flatMap((inner) => flatten(inner, path));
}

function unionMessage(issue: z.core.$ZodIssueInvalidUnion): string {
  const expected = issue.errors.flat().flatMap((inner) => {
    if (inner.code === "invalid_type") return [typeName(inner.expected)];
    if (inner.code === "invalid_value") return inner.values.map(String);
    return [];
  });
  return expected.length === 0 ? issue.message : `expected ${[...new Set(expected)].join(" or ")}`;
}

function problemsOf(issue: z.core.$ZodIssue, source: YamlSource, schema: z.ZodType): Problem[] {
  const { file } = source;
  if (issue.code === "unrecognized_keys") {
    const known = keysAt(schema, issue.path);
    return issue.keys.map((key) => {
      const path = [...issue.path, key];
      const near = nearest(key, known);
      return {
        code: "unknown-key",
        message: `unknown key ${JSON.stringify(key)}`,
        file,
        ...source.keyAt(path),
        field: fieldName(path),
        next: near ? `write ${near}` : known.length > 0 ? `use one of: ${known.join(", ")}` : "remove this key",
      };
    });
  }
  const field = fieldName(issue.path);
  if (isMissing(source.value, issue.path)) {
    const key = String(issue.path.at(-1));
    return [
      {
        code: "missing-key",
        message: `${key} is missing`,
        file,
        ...source.at(issue.path.slice(0, -1)),
        field,
        next: `add ${key}`,
      },
    ];
  }
  const own: OwnParams = issue.code === "custom" ? (issue.params ?? {}) : {};
  return [
    {
      code: typeof own.code === "string" ? own.code : "bad-value",
      message: wording(issue),
      file,
      ...source.at(issue.path),
      field,
      next: typeof own.next === "string" ? own.next : field === "" ? "rewrite the file" : `correct ${field}`,
    },
  ];
}

function wording(issue: z.core.$ZodIssue): string {
  if (issue.code === "invalid_type") return `expected ${typeName(issue.expected)}`;
  if (issue.code === "invalid_value") return `expected ${issue.values.map((v) => JSON.stringify(v)).join(", ")}`;
  return issue.message;
}

function typeName(type: string): string {
  if (type === "object" || type === "record") return "a mapping";
  if (type === "array") return "a list";
  return type === "int" ? "an integer" : `a ${type}`;
}

function isMissing(value: unknown, path: readonly PropertyKey[]): boolean {
  if (path.length === 0) return false;
  let node = value;
  for (const part of path) {
    if (typeof node !== "object" || node === null || !Object.hasOwn(node, part)) return true;
    node = (node as Record<PropertyKey, unknown>)[part];
  }
  return false;
}

/** The keys that the schema knows at a path; of a union those of all its objects. */
function keysAt(schema: z.ZodType, path: readonly PropertyKey[]): string[] {
  let nodes = shapes(schema);
  for (const part of path) {
    nodes = nodes.flatMap((node) => {
      if (node instanceof z.ZodObject) {
        const inner: unknown = node.shape[String(part)];
        return inner instanceof z.ZodType ? shapes(inner) : [];
      }
      if (node instanceof z.ZodArray) return shapes(node.element as z.ZodType);
      if (node instanceof z.ZodRecord) return shapes(node.valueType as z.ZodType);
      return [];
    });
  }
  return [...new Set(nodes.flatMap((node) => (node instanceof z.ZodObject ? Object.keys(node.shape) : [])))];
}

function shapes(schema: z.ZodType): z.ZodType[] {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodDefault || schema instanceof z.ZodNullable)
    return shapes(schema.unwrap() as z.ZodType);
  if (schema instanceof z.ZodPipe) return shapes(schema.in as z.ZodType);
  if (schema instanceof z.ZodUnion) return schema.options.flatMap((option) => shapes(option as z.ZodType));
  return [schema];
}
