import { Ajv, type ValidateFunction } from "ajv";
import { Ajv2019 } from "ajv/dist/2019.js";
import { Ajv2020 } from "ajv/dist/2020.js";
import type { Difference } from "./comparison.ts";
import type { Node } from "./node.ts";
import { edges, followed, OF_EACH_TYPE, sample, sampleObject } from "./samples.ts";

/** A value of the writer that the reader's validator refuses, and what it says. */
export interface JsonWitness {
  readonly value: unknown;
  readonly reason: string;
}

const MAXIMUM_TRIES = 400;
const ABSENT = Symbol("absent");

/**
 * Looks for values that show a difference: built around its place, then held against both schemas with Ajv, which knows
 * none of the rules. Null where none is found, and where Ajv does not know the schemas' draft.
 */
export function jsonWitnesses(writer: unknown, reader: unknown, root: Node): (found: Difference) => JsonWitness | null {
  const validators = [validator(writer), validator(reader)] as const;
  return (found) => {
    const [writes, reads] = validators;
    if (writes === null || reads === null) return null;
    const leaves = [ABSENT, ...edges(found.writer, found.reader), ...OF_EACH_TYPE];
    // Where a property differs, the nodes are the objects around it.
    const inner = edges(
      nodeAt(root, found.path) ?? found.writer,
      nodeAt(found.reader, found.path.slice(-1)) ?? found.reader,
    );
    const around = found.path.slice(0, -1);
    const values = [
      ...[...inner, ...leaves].map((leaf) => built(root, found.path, leaf, 0)),
      ...edges(found.writer, found.reader).map((leaf) => built(root, around, leaf, 0)),
    ];
    for (const value of values.slice(0, MAXIMUM_TRIES)) {
      if (writes(value) !== true || reads(value) === true) continue;
      const [first] = reads.errors ?? [];
      return { value, reason: `${first?.instancePath ?? ""} ${first?.message ?? "does not fit"}`.trim() };
    }
    return null;
  };
}

function validator(schema: unknown): ValidateFunction | null {
  const named = String((schema as { $schema?: unknown } | null)?.$schema ?? "");
  const Draft = named.includes("2020-12") ? Ajv2020 : named.includes("2019-09") ? Ajv2019 : Ajv;
  try {
    const ajv = new Draft({ strict: false, validateFormats: false, validateSchema: false, logger: false });
    if (typeof schema !== "object" || schema === null) return ajv.compile(schema as boolean);
    const { $schema: _draft, ...rest } = schema as Record<string, unknown>;
    return ajv.compile(rest);
  } catch {
    return null;
  }
}

function nodeAt(node: Node, path: readonly string[]): Node | undefined {
  return path.reduce<Node | undefined>((at, part) => at && childOf(followed(at), part), node);
}

function childOf(node: Node, part: string): Node | undefined {
  if (node.kind === "combined") {
    if (part.startsWith("<")) return node.parts[Number(part.slice(1, -1))];
    return node.parts.map((one) => childOf(followed(one), part)).find((one) => one !== undefined);
  }
  if (node.kind === "array") return part === "[]" ? node.items : node.tuple[Number(part.slice(1, -1))];
  if (node.kind !== "object") return undefined;
  if (part === "{}") return typeof node.additional === "object" ? node.additional : undefined;
  return node.properties.get(part) ?? (typeof node.additional === "object" ? node.additional : undefined);
}

/** A value of the schema with this leaf at the end of the path. */
function built(node: Node, path: readonly string[], leaf: unknown, depth: number): unknown {
  const at = followed(node);
  const [part, ...rest] = path;
  if (part === undefined || depth > 50) return leaf === ABSENT ? sample(at) : leaf;
  const child = childOf(at, part);
  const inner = (): unknown => built(child ?? { kind: "anything", keys: [] }, rest, leaf, depth + 1);
  if (part.startsWith("<")) return inner();
  if (part === "[]") return [inner()];
  if (/^\[\d+\]$/.test(part)) {
    const before = at.kind === "array" ? at.tuple.slice(0, Number(part.slice(1, -1))) : [];
    return [...before.map((one) => sample(one)), inner()];
  }
  const base = at.kind === "object" ? sampleObject(at, 0) : sample(at);
  const object = typeof base === "object" && base !== null && !Array.isArray(base) ? { ...base } : {};
  const name = part === "{}" || part === "{unevaluated}" ? "other" : part;
  const value = rest.length === 0 && leaf === ABSENT ? ABSENT : inner();
  if (value === ABSENT) delete (object as Record<string, unknown>)[name];
  else (object as Record<string, unknown>)[name] = value;
  return object;
}
