import { avroTexts } from "../avro/codes.ts";
import { type AvroDifference, compareAvro, isFine, nameText } from "../avro/compare.ts";
import { parseAvro } from "../avro/parse.ts";
import type { Direction } from "../diff/direction.ts";
import type { ForeignFinding, PairDiff } from "../diff/finding.ts";
import type { CompatibilityMode } from "../schema.ts";
import { type ForeignDifference, judgeForeign } from "./judge.ts";

/**
 * What breaks between two Avro schemas, by the rules of Avro's own schema resolution.
 *
 * @throws InputError for what is no Avro schema
 */
export function diffAvro(prev: unknown, next: unknown, mode: CompatibilityMode): PairDiff<ForeignFinding> {
  const [before, after] = [parseAvro(prev), parseAvro(next)];
  return judgeForeign({
    entity: nameText(after),
    mode,
    differences: (direction: Direction) =>
      (direction === "backward" ? compareAvro(before, after) : compareAvro(after, before)).map(told),
    witness: () => null,
  });
}

function told(difference: AvroDifference): ForeignDifference {
  const { code, path, meta, writer, reader } = difference;
  const effect = !isFine(difference) ? "breaks" : code === "precision-lost" ? "loses" : "fine";
  const shown = path.reduce((text, part) => `${text}${text === "" || /^[[{]/.test(part) ? "" : "."}${part}`, "");
  return {
    code,
    path: shown,
    meta,
    text: avroTexts[code](meta),
    effect,
    writerKeys: writer.keys,
    readerKeys: reader.keys,
  };
}
