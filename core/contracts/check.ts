import type { Field, Value } from "./model.ts";
import type { Contract } from "./schema.ts";
import { valueProblem } from "./valid.ts";

export interface Flaw {
  readonly path: readonly (string | number)[];
  readonly code: string;
  readonly message: string;
  readonly next: string;
}

/** What each type must say of its parts, and no other may. */
const PARTS = { items: "array", values: "map", oneOf: "union", fields: "object" } as const;
const MAXIMUM_DEPTH = 32;

/** What a schema alone cannot say: parts that belong to a type, defaults that fit, names that stand twice. */
export function checkContract(contract: Pick<Contract, "fields" | "keys">): Flaw[] {
  const names = new Set(contract.fields.map(({ name }) => name));
  const keys = (contract.keys ?? []).flatMap((key, index): Flaw[] =>
    names.has(key) && contract.fields.some((field) => field.name === key && field.required)
      ? []
      : [
          {
            path: ["keys", index],
            code: "dangling-key",
            message: names.has(key) ? `the key ${key} is not required` : `no field is called ${key}`,
            next: names.has(key) ? `make ${key} required: true` : `name one of ${[...names].join(", ")}`,
          },
        ],
  );
  return [...checkFields(contract.fields, ["fields"], 1), ...keys];
}

function checkFields(fields: readonly Field[], path: Flaw["path"], depth: number): Flaw[] {
  const taken = new Map<string, number>();
  return fields.flatMap((field, index) => {
    const at = [...path, index];
    const twice = [field.name, ...(field.aliases ?? [])].flatMap((name): Flaw[] => {
      const first = taken.get(name);
      taken.set(name, first ?? index);
      return first === undefined
        ? []
        : [
            {
              path: [...at, "name"],
              code: "duplicate-field",
              message: `${name} is a name of field ${first + 1} already`,
              next: "rename one of the two, or remove the alias",
            },
          ];
    });
    return [...twice, ...checkValue(field, at, depth), ...checkDefault(field, at)];
  });
}

function checkDefault(field: Field, path: Flaw["path"]): Flaw[] {
  if (field.default === undefined) return [];
  const problem = valueProblem(field, field.default);
  if (problem === null) return [];
  return [
    {
      path: [...path, "default"],
      code: "bad-default",
      message: `the default of ${field.name} ${problem.text}`,
      next: `give a default that fits the type ${field.type}`,
    },
  ];
}

function checkValue(value: Value | Field, path: Flaw["path"], depth: number): Flaw[] {
  const flaws: Flaw[] = [];
  const flaw = (part: string, code: string, message: string, next: string): void =>
    void flaws.push({ path: part in value ? [...path, part] : path, code, message, next });
  if (depth > MAXIMUM_DEPTH) {
    flaw("type", "too-deep", `nested more than ${MAXIMUM_DEPTH} levels`, "flatten it");
    return flaws;
  }
  for (const [part, type] of Object.entries(PARTS)) {
    const there = value[part as keyof typeof PARTS] !== undefined;
    if (there && value.type !== type)
      flaw(part, "misplaced-key", `${part} belongs to the type ${type}, not ${value.type}`, `remove ${part}`);
    if (!there && value.type === type)
      flaw(part, "missing-key", `the type ${type} needs ${part}`, `say what it holds under ${part}`);
  }
  const decimal = value.type === "decimal";
  if (decimal && value.precision === undefined)
    flaw("precision", "missing-key", "a decimal needs its precision", "give precision, and scale where it has one");
  if (decimal && (value.scale ?? 0) > (value.precision ?? 38))
    flaw("scale", "bad-scale", `scale ${value.scale} is above precision ${value.precision}`, "give a smaller scale");
  for (const part of ["precision", "scale"] as const)
    if (!decimal && value[part] !== undefined)
      flaw(part, "misplaced-key", `${part} belongs to the type decimal, not ${value.type}`, `remove ${part}`);
  if (value.format !== undefined && value.type !== "string")
    flaw("format", "misplaced-key", `format belongs to the type string, not ${value.type}`, "remove format");
  flaws.push(...checkEnum(value, path));
  if (value.items) flaws.push(...checkValue(value.items, [...path, "items"], depth + 1));
  if (value.values) flaws.push(...checkValue(value.values, [...path, "values"], depth + 1));
  for (const [i, one] of (value.oneOf ?? []).entries())
    flaws.push(...checkValue(one, [...path, "oneOf", i], depth + 1));
  if (value.fields) flaws.push(...checkFields(value.fields, [...path, "fields"], depth + 1));
  return flaws;
}

function checkEnum(value: Value | Field, path: Flaw["path"]): Flaw[] {
  if (value.enum === undefined) return [];
  const wanted = { string: "string", int32: "number", int64: "number" }[value.type as string];
  if (wanted === undefined)
    return [
      {
        path: [...path, "enum"],
        code: "misplaced-key",
        message: `enum belongs to the types string, int32 and int64, not ${value.type}`,
        next: "remove enum",
      },
    ];
  return value.enum.flatMap((one, index): Flaw[] => {
    const twice = value.enum!.indexOf(one) !== index;
    if (typeof one === wanted && !twice) return [];
    return [
      {
        path: [...path, "enum", index],
        code: "bad-enum",
        message: twice ? `${JSON.stringify(one)} stands twice` : `${JSON.stringify(one)} is no ${value.type}`,
        next: "remove it",
      },
    ];
  });
}
