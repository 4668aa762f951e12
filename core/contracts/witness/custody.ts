import { CLASSIFICATIONS, type Field, type Value } from "../model.ts";
import { type RetentionClasses, retentionDays } from "../retention-days.ts";
import type { Contract } from "../schema.ts";
import { type Misfit, valueProblem } from "../valid.ts";
import { type ReadProblem, sourceOf } from "./read.ts";

type Held = Pick<Contract, "fields" | "purpose" | "retention">;
type Purposes = readonly string[] | undefined;

/**
 * What may not be done with a record of one version under another one: read for a purpose that it was not written for,
 * kept longer than was said when it is personal data, counted on for longer than it is kept, guarded less than asked.
 * Null when all is in order. An earlier version that says nothing of purpose or retention promised nothing; a later one
 * that says nothing any more has dropped its promise.
 *
 * @param later Which of the two is the later version.
 */
export function custodyProblem(
  writer: Held,
  reader: Held,
  record: unknown,
  later: "writer" | "reader",
  classes: RetentionClasses = {},
): ReadProblem | null {
  return inFields(writer.fields, reader.fields, record, [], (a, b, path) => {
    const text =
      purposeText(a.purpose ?? writer.purpose, b.purpose ?? reader.purpose, later) ??
      (a.pii && !b.pii ? "is personal data, and would not be treated as such" : null) ??
      classText(a, b) ??
      keptText(a.retention ?? writer.retention, b.retention ?? reader.retention, a.pii, later, classes);
    return text === null ? null : { kind: "loses", path, text };
  });
}

type Judge = (writer: Field, reader: Field, path: Misfit["path"]) => ReadProblem | null;

function inFields(
  writer: readonly Field[],
  reader: readonly Field[],
  record: unknown,
  path: Misfit["path"],
  judge: Judge,
): ReadProblem | null {
  for (const field of writer) {
    const data = (record as Record<string, unknown>)[field.name];
    const other = reader.find((one) => sourceOf(one, writer) === field);
    if (data === undefined || other === undefined) continue;
    const at = [...path, field.name];
    const problem = judge(field, other, at) ?? inValue(field, other, data, at, judge);
    if (problem !== null) return problem;
  }
  return null;
}

function inValue(writer: Value, reader: Value, data: unknown, path: Misfit["path"], judge: Judge): ReadProblem | null {
  if (data === null) return null;
  if (writer.type === "union" || reader.type === "union") {
    for (const one of leaves(writer))
      for (const other of leaves(reader))
        if (one.type === other.type && valueProblem(one, data) === null) {
          const problem = inValue(one, other, data, path, judge);
          if (problem !== null) return problem;
        }
    return null;
  }
  if (writer.fields && reader.fields) return inFields(writer.fields, reader.fields, data, path, judge);
  const [a, b] = [writer.items ?? writer.values, reader.items ?? reader.values];
  if (a === undefined || b === undefined || writer.type !== reader.type) return null;
  for (const [key, one] of Object.entries(data as object)) {
    const problem = inValue(a, b, one, [...path, Array.isArray(data) ? Number(key) : key], judge);
    if (problem !== null) return problem;
  }
  return null;
}

function leaves(value: Value): readonly Value[] {
  return value.type === "union" ? value.oneOf!.flatMap(leaves) : [value];
}

type Later = "writer" | "reader";

function purposeText(written: Purposes, read: Purposes, later: Later): string | null {
  if (written === undefined || (read === undefined && later === "writer")) return null;
  const more = read === undefined ? ["anything"] : read.filter((one) => !written.includes(one));
  return more.length === 0 ? null : `was written for ${written.join(", ")} and would be used for ${more.join(", ")}`;
}

function classText(writer: Field, reader: Field): string | null {
  if (writer.classification === undefined || reader.classification === undefined) return null;
  const lower = CLASSIFICATIONS.indexOf(reader.classification) < CLASSIFICATIONS.indexOf(writer.classification);
  return lower ? `is ${writer.classification} and would be guarded as ${reader.classification}` : null;
}

function keptText(
  written: string | undefined,
  read: string | undefined,
  personal: boolean,
  later: Later,
  classes: RetentionClasses,
): string | null {
  const [wanted, kept] = [retentionDays(read, classes), retentionDays(written, classes)];
  if (wanted === null || kept === null || wanted <= kept) return null;
  if (later === "reader") {
    const end = wanted === Number.POSITIVE_INFINITY ? "without end" : `for ${wanted} days`;
    return personal ? `was to be kept for ${kept} days and would be kept ${end}` : null;
  }
  return read === undefined ? null : `is kept for ${kept} days where ${wanted} are counted on`;
}
