import { InputError } from "../errors/index.ts";
import type { MappingDeclaration, StepDeclaration } from "./mapping-file.ts";
import { RefusedRow } from "./refused-row.ts";
import { keyOf, keyText, type Row, rowText } from "./row.ts";
import { checkRow, type Fields, type Shape } from "./shape.ts";
import { defaultStep, dropStep } from "./steps/constant.ts";
import { CODECS, convertStep, mapCodec, scaleCodec } from "./steps/convert.ts";
import { mergeStep, splitStep } from "./steps/parts.ts";
import { renameStep } from "./steps/rename.ts";
import type { Draft, Step } from "./steps/step.ts";

/** A mapping between two versions of a record, ready to run. */
export interface RecordMapping<Old extends Row = Row, New extends Row = Row> {
  readonly id: string;
  readonly entity: string;
  readonly from: Shape;
  readonly to: Shape;
  /** Names of the key fields on either side, in one order. */
  readonly key: { readonly old: readonly string[]; readonly new: readonly string[] };
  /** Fields that a mapped row sets when it is new on that side and leaves as they are when it is there. */
  readonly insertOnly: { readonly old: readonly string[]; readonly new: readonly string[] };
  readonly reversible: boolean;
  readonly maxQuarantined: number;
  readonly maxMismatchShare: number;
  /** Percent. */
  readonly shadowRead: number;
  readonly tables: { readonly old: string; readonly new: string };
  /** Paths of requests that both versions answer; without one the records themselves are compared. */
  readonly reads: readonly string[];
  /** Both give a whole row of the other shape, from which the inverse gives back this one. @throws RefusedRow */
  up(row: Old): New;
  down(row: New): Old;
}

/**
 * Checks a declared mapping and makes it ready. Every field is followed through the steps: what is used must be there,
 * what comes out must be exactly the fields of `to`.
 * @throws InputError `mapping-field-unknown`, `mapping-field-taken`, `mapping-type`, `mapping-result`, `mapping-key`,
 *   `mapping-step-order`, `mapping-not-one-to-one`
 */
export function compileMapping(declaration: MappingDeclaration): RecordMapping {
  const { from, to } = declaration;
  const steps = declaration.steps.map(stepOf);
  let fields: Fields = from.fields;
  const touched = new Set<string>();
  for (const [index, step] of steps.entries()) {
    for (const name of step.consumes) if (fields[name] === undefined) throw unknownField(index, name, fields);
    for (const name of step.produces)
      if (fields[name] !== undefined && !step.consumes.includes(name)) throw takenField(index, name);
    fields = step.fields(fields);
    checkConstantOrder(declaration.steps, index, touched);
    for (const name of [...step.consumes, ...step.produces]) touched.add(name);
  }
  checkResult(fields, to.fields);
  const key = { old: declaration.key, new: declaration.key.map((name) => newNameOf(name, declaration)) };
  for (const path of declaration.reads)
    for (const [, name] of path.matchAll(/\{([^}]*)\}/g))
      if (!from.fields[name!])
        throw new InputError("mapping-field-unknown", `${path} names ${name}, which is no field of \`from\``, {
          field: "mapping.reads",
          next: `there are ${Object.keys(from.fields).join(", ")}`,
        });
  const constant = (kind: "default" | "drop"): string[] =>
    declaration.steps.flatMap((step) =>
      kind in step ? [(step as Record<string, { field: string }>)[kind]!.field] : [],
    );
  const [added, dropped] = [constant("default"), constant("drop")];
  return faithful(
    {
      id: declaration.id,
      entity: declaration.entity,
      from,
      to,
      key,
      insertOnly: { old: dropped, new: added },
      reversible: declaration.reversible,
      maxQuarantined: declaration.bounds.quarantined,
      maxMismatchShare: declaration.bounds.mismatches,
      shadowRead: declaration.shadowRead,
      reads: declaration.reads,
      tables: declaration.tables ?? {
        old: declaration.entity.toLowerCase(),
        new: `${declaration.entity.toLowerCase()}_v${to.version}`,
      },
    },
    (row) => {
      const draft: Draft = { ...row };
      for (const step of steps) step.up(draft);
      return draft;
    },
    (row) => {
      const draft: Draft = { ...row };
      for (let index = steps.length - 1; index >= 0; index--) steps[index]!.down(draft);
      return draft;
    },
  );
}

/** What a mapping written in TypeScript says of itself, beside its two functions. */
export type MappingFacts = Omit<RecordMapping, "up" | "down">;

/**
 * Wraps two functions so that each result is held against its shape and taken back: a row that would not come back as
 * it was (but for `insertOnly` fields) is refused, never written.
 */
export function faithful<Old extends Row, New extends Row>(
  facts: MappingFacts,
  up: (row: Old) => New,
  down: (row: New) => Old,
): RecordMapping<Old, New> {
  const oldNames = Object.keys(facts.from.fields);
  const newNames = Object.keys(facts.to.fields);
  const oldKept = oldNames.filter((name) => !facts.insertOnly.old.includes(name));
  const newKept = newNames.filter((name) => !facts.insertOnly.new.includes(name));
  return {
    ...facts,
    up: (row) => {
      checkRow(row, facts.from.fields, oldNames);
      const mapped = called(up, row);
      checkRow(mapped, facts.to.fields, newNames);
      mustBeSame(row, called(down, mapped), oldKept);
      return mapped;
    },
    down: (row) => {
      checkRow(row, facts.to.fields, newNames);
      const mapped = called(down, row);
      checkRow(mapped, facts.from.fields, oldNames);
      mustBeSame(row, called(up, mapped), newKept);
      return mapped;
    },
  };
}

function called<A extends Row, B extends Row>(map: (row: A) => B, row: A): B {
  try {
    return map(row);
  } catch (error) {
    if (error instanceof RefusedRow) throw error;
    // The message of a foreign error may quote the row.
    throw new RefusedRow("mapping-threw", null, `the mapping threw a ${(error as Error)?.name ?? "value"}`);
  }
}

function mustBeSame(row: Row, back: Row, names: readonly string[]): void {
  for (const name of names) {
    const [one, other] = [row[name], back[name]];
    if (one === other) continue;
    const bothObjects = typeof one === "object" && one !== null && typeof other === "object" && other !== null;
    if (bothObjects && rowText({ one }) === rowText({ one: other })) continue;
    throw new RefusedRow("not-invertible", name, `${name} would not come back as it was`);
  }
}

function stepOf(declaration: StepDeclaration): Step {
  if ("rename" in declaration) return renameStep(declaration.rename.from, declaration.rename.to);
  if ("split" in declaration)
    return splitStep(declaration.split.from, declaration.split.into, declaration.split.separator);
  if ("merge" in declaration)
    return mergeStep(declaration.merge.from, declaration.merge.to, declaration.merge.separator);
  if ("drop" in declaration) return dropStep(declaration.drop.field, declaration.drop.restore);
  if ("default" in declaration) {
    const { field, value, ...rest } = declaration.default;
    return defaultStep(field, value, rest);
  }
  const { convert } = declaration;
  const codec =
    "with" in convert
      ? CODECS[convert.with]
      : "scale" in convert
        ? scaleCodec(convert.scale)
        : mapCodec(convert.values);
  return convertStep(convert.field, convert.to ?? convert.field, codec);
}

/** A default must be the last word on its field and a drop the first, so that `insertOnly` names fields of the tables. */
function checkConstantOrder(steps: readonly StepDeclaration[], index: number, touched: ReadonlySet<string>): void {
  const step = steps[index]!;
  if ("drop" in step && touched.has(step.drop.field)) throw stepOrder(index, step.drop.field, "drop it first");
  for (const earlier of steps.slice(0, index))
    if ("default" in earlier && stepOf(step).consumes.includes(earlier.default.field))
      throw stepOrder(index, earlier.default.field, "give the default after the other steps, in its final form");
}

function stepOrder(index: number, field: string, next: string): InputError {
  return new InputError("mapping-step-order", `${field} passes through another step as well`, {
    field: `mapping.steps.${index}`,
    next,
  });
}

function checkResult(made: Fields, wanted: Fields): void {
  const next = "mend the steps or the fields of `to`";
  const bad = (name: string, text: string): InputError =>
    new InputError("mapping-result", text, { field: `mapping.to.fields.${name}`, next });
  for (const name of Object.keys(made))
    if (!wanted[name]) throw bad(name, `the steps leave ${name}, and \`to\` has no such field`);
  for (const [name, field] of Object.entries(wanted)) {
    const got = made[name];
    if (!got) throw bad(name, `no step makes ${name}`);
    if (got.type !== field.type)
      throw bad(name, `the steps make ${name} a ${got.type}, and \`to\` wants a ${field.type}`);
    if (got.nullable && !field.nullable)
      throw bad(name, `${name} may be null after the steps, and \`to\` does not allow it`);
  }
}

/** A key field keeps its value: other steps would let two records fall together or change their order. */
function newNameOf(name: string, declaration: MappingDeclaration): string {
  const bad = (text: string): InputError =>
    new InputError("mapping-key", text, {
      field: "mapping.key",
      next: "choose key fields that no step but rename touches",
    });
  const field = declaration.from.fields[name];
  if (!field) throw bad(`the key field ${name} is none of \`from\``);
  if (field.nullable) throw bad(`the key field ${name} may be null`);
  let current = name;
  for (const step of declaration.steps) {
    if (!stepOf(step).consumes.includes(current)) continue;
    if (!("rename" in step)) throw bad(`a step changes the key field ${name}`);
    current = step.rename.to;
  }
  return current;
}

function unknownField(index: number, name: string, fields: Fields): InputError {
  return new InputError("mapping-field-unknown", `step ${index + 1} uses ${name}, which is not there`, {
    field: `mapping.steps.${index}`,
    next: `there are ${Object.keys(fields).join(", ")}`,
  });
}

function takenField(index: number, name: string): InputError {
  return new InputError("mapping-field-taken", `step ${index + 1} makes ${name}, which is there already`, {
    field: `mapping.steps.${index}`,
    next: "rename one of the two",
  });
}

/** A row mapped in the given direction, or why it is refused. */
export type Mapped = { readonly ok: true; readonly row: Row } | { readonly ok: false; readonly refused: RefusedRow };

export function mapRow(mapping: RecordMapping, direction: "up" | "down", row: Row): Mapped {
  try {
    return { ok: true, row: mapping[direction](row) };
  } catch (refused) {
    if (refused instanceof RefusedRow) return { ok: false, refused };
    throw refused;
  }
}

export function keyTextOf(mapping: RecordMapping, side: "old" | "new", row: Row): string {
  return keyText(keyOf(row, mapping.key[side]));
}
