import type { Direction } from "../diff/direction.ts";
import type { ForeignFinding, PairDiff, Witness } from "../diff/finding.ts";
import { jsonSchemaCodes } from "../jsonschema/codes.ts";
import { compareSchemas } from "../jsonschema/compare.ts";
import { type Difference, pathText } from "../jsonschema/comparison.ts";
import { normalize } from "../jsonschema/normalize.ts";
import { jsonWitnesses } from "../jsonschema/witness.ts";
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
  const origins = new Map<ForeignDifference, Difference>();
  const searches = new Map<Direction, ReturnType<typeof jsonWitnesses>>();
  const searchIn = (direction: Direction): ReturnType<typeof jsonWitnesses> => {
    const made = direction === "backward" ? jsonWitnesses(prev, next, before) : jsonWitnesses(next, prev, after);
    searches.set(direction, made);
    return made;
  };
  return judgeForeign({
    entity: typeof after.title === "string" ? after.title : entity,
    mode,
    differences: (direction: Direction) =>
      (direction === "backward" ? compareSchemas(before, after) : compareSchemas(after, before)).map((difference) => {
        const one = told(difference);
        origins.set(one, difference);
        return one;
      }),
    witness: (difference, direction): Witness | null => {
      const found = (searches.get(direction) ?? searchIn(direction))(origins.get(difference)!);
      if (found === null) return null;
      const sides =
        direction === "backward"
          ? ({ validUnder: "prev", failsUnder: "next" } as const)
          : ({ validUnder: "next", failsUnder: "prev" } as const);
      return { record: found.value, ...sides, reason: found.reason };
    },
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
