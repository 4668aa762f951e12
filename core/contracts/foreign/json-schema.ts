import type { Direction } from "../diff/direction.ts";
import type { ForeignFinding, PairDiff } from "../diff/finding.ts";
import { jsonSchemaCodes } from "../jsonschema/codes.ts";
import { compareSchemas } from "../jsonschema/compare.ts";
import { type Difference, pathText } from "../jsonschema/comparison.ts";
import { normalize } from "../jsonschema/normalize.ts";
import type { CompatibilityMode } from "../schema.ts";
import { type ForeignDifference, judgeForeign } from "./judge.ts";

/**
 * What breaks between two JSON Schemas, by the rules that Confluent's schema registry publishes.
 *
 * @param entity What they are called where they do not say it.
 * @throws InputError for what is no JSON Schema, and references that lead nowhere
 */
export function diffJsonSchema(
  prev: unknown,
  next: unknown,
  mode: CompatibilityMode,
  entity: string,
): PairDiff<ForeignFinding> {
  const [before, after] = [normalize(prev), normalize(next)];
  return judgeForeign({
    entity: typeof after.title === "string" ? after.title : entity,
    mode,
    differences: (direction: Direction) =>
      (direction === "backward" ? compareSchemas(before, after) : compareSchemas(after, before)).map(told),
    witness: () => null,
  });
}

function told({ code, path, writer, reader }: Difference): ForeignDifference {
  const { fine, text } = jsonSchemaCodes[code];
  const effect = fine ? "fine" : "breaks";
  const name = /^(property|required)-/.test(code) ? ["properties", path.at(-1)!] : [];
  return {
    code,
    path: pathText(path),
    meta: {},
    text,
    effect,
    writerKeys: [...writer.keys, ...name],
    readerKeys: [...reader.keys, ...name],
  };
}
