import {
  CLASSIFICATIONS,
  type Contract,
  contractSchema,
  TYPE_NAMES,
  type TypeName,
} from "../../core/contracts/index.ts";
import { type Random, randomOf } from "./contract-random.ts";

/** Plain data that is changed in place before the schema sees it. */
type Draft = Record<string, unknown> & { type: TypeName };
interface DraftContract extends Record<string, unknown> {
  fields: Draft[];
}

const names = ["id", "name", "zip", "zip_code", "amount", "state", "note", "owner", "tags", "lines"];
const words = ["a", "b", "c", "d"];
const purposes = ["billing", "support", "marketing"];
const retentions = ["P1D", "P30D", "P1Y", "short", "unknown"];
const leafTypes = TYPE_NAMES.filter((type) => !["array", "map", "object", "union"].includes(type));

/**
 * Added to the depth of what a union holds. Which of two object branches a record belongs to may be unclear, so fields in
 * there say nothing of purpose, retention and protection.
 */
const IN_UNION = 10;
const CUSTODY = ["pii", "classification", "purpose", "retention"];

/** Two versions of one contract, the second made from the first by one to three changes, or the other way round. */
export function randomPair(seed: number): { readonly prev: Contract; readonly next: Contract } {
  const random = randomOf(seed);
  for (;;) {
    const [before, changed] = [randomContract(random), randomContract(random)];
    const after = random.chance(0.02) ? changed : mutated(before, random);
    const [prev, next] = random.chance(0.5) ? [before, after] : [after, before];
    const versions = random.pick([
      [1, 2],
      ["1.0.0", "1.1.0"],
      ["1.0.0", "1.0.1"],
      [3, 3],
    ] as const);
    const [a, b] = [
      contractSchema.safeParse({ ...prev, version: versions[0] }),
      contractSchema.safeParse({ ...next, version: versions[1] }),
    ];
    if (a.success && b.success) return { prev: a.data, next: b.data };
  }
}

function randomContract(random: Random): DraftContract {
  const fields = randomFields(random, 1 + random.int(5), 0);
  const draft: DraftContract = { entity: "thing", compatibility: "full", fields };
  about(draft, random);
  return draft;
}

function about(draft: DraftContract, random: Random): void {
  const maybe = (key: string, value: () => unknown): void => {
    if (random.chance(0.5)) draft[key] = value();
    else delete draft[key];
  };
  maybe("owner", () => random.pick(["x", "y"]));
  maybe("purpose", () => some(purposes, random));
  maybe("retention", () => random.pick(retentions));
  maybe("sla", () => (random.chance(0.5) ? { read_p95_ms: 100 * (1 + random.int(2)) } : {}));
  keyed(draft, random);
}

function keyed(draft: DraftContract, random: Random): void {
  const usable = draft.fields.filter(({ required }) => required).map(({ name }) => name);
  if (usable.length > 0 && random.chance(0.5)) draft.keys = some(usable, random);
  else delete draft.keys;
}

function some<T>(values: readonly T[], random: Random): T[] {
  const chosen = values.filter(() => random.chance(0.5));
  return chosen.length === 0 ? [random.pick(values)] : chosen;
}

function randomFields(random: Random, count: number, depth: number): Draft[] {
  const free = [...names];
  return Array.from({ length: count }, () => randomField(free.splice(random.int(free.length), 1)[0]!, random, depth));
}

function randomField(name: string, random: Random, depth: number): Draft {
  const field: Draft = { name, ...randomValue(random, depth), required: random.chance(0.5) };
  if (random.chance(0.15)) setDefault(field, random);
  if (depth >= IN_UNION) return field;
  if (random.chance(0.2)) field.pii = true;
  if (random.chance(0.2)) field.classification = random.pick(CLASSIFICATIONS);
  if (random.chance(0.15)) field.purpose = some(purposes, random);
  if (random.chance(0.15)) field.retention = random.pick(retentions);
  if (random.chance(0.1)) field.deprecated = { until: random.pick(["2027-01-01", "2027-02-01"]) };
  return field;
}

function randomValue(random: Random, depth: number, only?: readonly TypeName[]): Draft {
  const type = random.pick(
    only ?? (depth % IN_UNION < 3 && random.chance(0.4) ? (["array", "map", "object", "union"] as const) : leafTypes),
  );
  const value: Draft = { type };
  if (random.chance(0.2)) value.nullable = true;
  if (type === "decimal") digits(value, random);
  if (type === "string" && random.chance(0.4)) value.enum = some(words, random);
  if ((type === "int32" || type === "int64") && random.chance(0.2)) value.enum = some([1, 2, 16_777_217], random);
  if (type === "string" && random.chance(0.1)) value.format = random.pick(["email", "uri"]);
  if (type === "array") value.items = randomValue(random, depth + 1);
  if (type === "map") value.values = randomValue(random, depth + 1);
  if (type === "object") value.fields = randomFields(random, 1 + random.int(3), depth + 1);
  if (type === "union")
    value.oneOf = Array.from({ length: 2 + random.int(2) }, () => randomValue(random, depth + 1 + IN_UNION));
  return value;
}

function digits(value: Draft, random: Random): void {
  value.precision = 1 + random.int(random.chance(0.5) ? 12 : 38);
  value.scale = random.int(Math.min(4, Number(value.precision)) + 1);
}

function setDefault(field: Draft, random: Random): void {
  const known: Partial<Record<TypeName, unknown>> = {
    string: "a",
    boolean: false,
    int32: 1,
    int64: 2,
    double: 0.5,
    array: [],
  };
  field.default = random.chance(0.2) && field.nullable === true ? null : known[field.type];
}

function mutated(contract: DraftContract, random: Random): DraftContract {
  const draft = structuredClone(contract);
  for (let i = 0; i <= random.int(3); i++) {
    const lists = fieldLists(draft.fields);
    if (random.chance(0.15)) aboutContract(draft, random);
    else if (random.chance(0.6)) mutateFields(random.pick(lists), random);
    else
      mutateValue(
        random.pick(lists.flatMap(({ fields }) => fields.flatMap((field) => values(field, 0)))).value,
        random,
      );
  }
  if (
    Array.isArray(draft.keys) &&
    !draft.keys.every((key) => draft.fields.some(({ name, required }) => name === key && required))
  )
    keyed(draft, random);
  return draft;
}

function aboutContract(draft: DraftContract, random: Random): void {
  if (random.chance(0.3)) draft.compatibility = random.pick(["full", "none", "backward"]);
  else if (random.chance(0.2)) draft.description = "other";
  else about(draft, random);
}

function mutateFields({ fields, depth }: FieldList, random: Random): void {
  const index = random.int(fields.length);
  const field = fields[index]!;
  const taken = new Set(fields.flatMap(({ name, aliases }) => [name, ...((aliases as string[]) ?? [])]));
  const free = [...names, "other", "postcode"].filter((name) => !taken.has(name));
  const actions: (() => unknown)[] = [
    () => void fields.push(randomField(random.pick(free), random, depth + 2)),
    () => void (fields.length > 1 && fields.splice(index, 1)),
    () => set(field, "required", field.required !== true),
    () => {
      field.aliases = [...((field.aliases as string[]) ?? []), field.name];
      field.name = random.pick(free);
    },
    () => set(field, "aliases", [random.pick(free)]),
    () => set(field, "name", random.pick([`${field.name}_code`, ...free])),
    () => (random.chance(0.3) ? void delete field.default : setDefault(field, random)),
    () => set(field, "pii", field.pii !== true),
    () => set(field, "classification", random.pick(CLASSIFICATIONS)),
    () => (random.chance(0.3) ? void delete field.purpose : set(field, "purpose", some(purposes, random))),
    () => (random.chance(0.3) ? void delete field.retention : set(field, "retention", random.pick(retentions))),
    () => (random.chance(0.4) ? void delete field.deprecated : set(field, "deprecated", { until: "2027-02-01" })),
    () => set(field, "description", "other"),
  ];
  random.pick(actions)();
  if (depth >= IN_UNION) for (const key of CUSTODY) delete field[key];
}

function mutateValue(value: Draft, random: Random): void {
  const actions: (() => unknown)[] = [
    () => replaceType(value, random),
    () => replaceType(value, random),
    () => set(value, "nullable", value.nullable !== true),
    () => {
      if (value.type === "string" || value.type === "int32" || value.type === "int64") {
        const all: unknown[] = value.type === "string" ? words : [1, 2, 3, 16_777_217];
        if (random.chance(0.3)) delete value.enum;
        else value.enum = some(all, random);
      }
    },
    () => void (value.type === "decimal" && digits(value, random)),
    () => value.type === "string" && set(value, "format", random.pick(["email", "uri"])),
    () => {
      if (value.type === "union") {
        const branches = value.oneOf as Draft[];
        if (random.chance(0.5)) branches.push(randomValue(random, 3 + IN_UNION));
        else if (branches.length > 2) branches.splice(random.int(branches.length), 1);
        else unwrap(value, branches[random.int(2)]!);
      } else unwrap(value, { type: "union", oneOf: [bare(value), randomValue(random, 3 + IN_UNION)] });
    },
  ];
  random.pick(actions)();
}

function set(draft: Draft, key: string, value: unknown): void {
  (draft as Record<string, unknown>)[key] = value;
}

const PARTS = ["type", "nullable", "enum", "format", "precision", "scale", "items", "values", "oneOf", "fields"];

function bare(value: Draft): Draft {
  const text = JSON.stringify(value, (key, inner) => (CUSTODY.includes(key) ? undefined : inner));
  return Object.fromEntries(Object.entries(JSON.parse(text)).filter(([key]) => PARTS.includes(key))) as Draft;
}

function unwrap(value: Draft, by: Draft): void {
  for (const key of PARTS) delete (value as Record<string, unknown>)[key];
  Object.assign(value, structuredClone(by));
}

const promotions: Partial<Record<TypeName, readonly TypeName[]>> = {
  int32: ["int64", "float", "double", "decimal"],
  int64: ["int32", "float", "double", "decimal"],
  float: ["double"],
  double: ["float"],
  uuid: ["string"],
  string: ["uuid", "date"],
};

function replaceType(value: Draft, random: Random): void {
  const near = promotions[value.type];
  unwrap(value, randomValue(random, 3, near !== undefined && random.chance(0.7) ? near : leafTypes));
}

interface FieldList {
  readonly fields: Draft[];
  readonly depth: number;
}

function fieldLists(fields: Draft[], depth = 0): FieldList[] {
  const inner = fields.flatMap((field) => values(field, depth)).filter(({ value }) => value.fields !== undefined);
  return [{ fields, depth }, ...inner.flatMap((one) => fieldLists(one.value.fields as Draft[], one.depth + 1))];
}

/** The value and those in it, fields of objects left out. */
function values(value: Draft, depth: number): { value: Draft; depth: number }[] {
  const inner = [value.items, value.values].filter((one) => one !== undefined) as Draft[];
  return [
    { value, depth },
    ...inner.flatMap((one) => values(one, depth + 1)),
    ...((value.oneOf as Draft[]) ?? []).flatMap((one) => values(one, depth + 1 + IN_UNION)),
  ];
}
