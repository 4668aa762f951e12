import { avroTexts } from "../avro/codes.ts";
import { type AvroDifference, compareAvro, isFine, nameText } from "../avro/compare.ts";
import { dataAlong } from "../avro/datum.ts";
import type { AvroNode } from "../avro/node.ts";
import { parseAvro } from "../avro/parse.ts";
import { datumProblem } from "../avro/read.ts";
import type { Direction } from "../diff/direction.ts";
import type { ForeignFinding, PairDiff, Witness } from "../diff/finding.ts";
import type { CompatibilityMode } from "../schema.ts";
import { type ForeignDifference, judgeForeign } from "./judge.ts";

/**
 * What breaks between two Avro schemas, by the rules of Avro's own schema resolution. Witnesses are in Avro's JSON
 * encoding.
 *
 * @throws InputError for what is no Avro schema
 */
export function diffAvro(prev: unknown, next: unknown, mode: CompatibilityMode): PairDiff<ForeignFinding> {
  const [before, after] = [parseAvro(prev), parseAvro(next)];
  const origins = new Map<ForeignDifference, AvroDifference>();
  return judgeForeign({
    entity: nameText(after),
    mode,
    differences: (direction: Direction) =>
      (direction === "backward" ? compareAvro(before, after) : compareAvro(after, before)).map((difference) => {
        const one = told(difference);
        origins.set(one, difference);
        return one;
      }),
    witness: (difference, direction) => {
      const [writer, reader] = direction === "backward" ? [before, after] : [after, before];
      return witnessOf(writer, reader, origins.get(difference)!.path, direction);
    },
  });
}

function witnessOf(
  writer: AvroNode,
  reader: AvroNode,
  path: AvroDifference["path"],
  direction: Direction,
): Witness | null {
  const sides =
    direction === "backward"
      ? ({ validUnder: "prev", failsUnder: "next" } as const)
      : ({ validUnder: "next", failsUnder: "prev" } as const);
  for (const record of dataAlong(writer, path)) {
    const reason = datumProblem(writer, reader, record);
    if (reason !== null) return { record, ...sides, reason };
  }
  return null;
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
