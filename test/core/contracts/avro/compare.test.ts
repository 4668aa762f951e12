import avro from "avsc";
import { describe, expect, it, test } from "vitest";
import { diffAvro } from "../../../../core/contracts/foreign/avro.ts";

const record = (...fields: unknown[]) => ({ type: "record", name: "r", fields });
const field = (name: string, type: unknown, more: object = {}) => ({ name, type, ...more });
const symbols = (...all: string[]) => ({ type: "enum", name: "e", symbols: all });
const fixed = (size: number, more: object = {}) => ({ type: "fixed", name: "f", size, ...more });
const decimal = (precision: number, scale: number) => ({ type: "bytes", logicalType: "decimal", precision, scale });
const list = (next: unknown, more: unknown[] = []) => record(field("next", ["null", "r"]), field("v", next), ...more);

/** Whether the second reads the first, and the other way round. */
const cases: [string, unknown, unknown, boolean, boolean][] = [
  ["int and long", "int", "long", true, false],
  ["int and double", "int", "double", true, false],
  ["long and float", "long", "float", true, false],
  ["float and double", "float", "double", true, false],
  ["string and bytes", "string", "bytes", true, true],
  ["int and string", "int", "string", false, false],
  ["boolean and int", "boolean", "int", false, false],
  ["arrays", { type: "array", items: "int" }, { type: "array", items: "long" }, true, false],
  ["maps", { type: "map", values: "int" }, { type: "map", values: "long" }, true, false],
  ["a field with a default", record(), record(field("a", "int", { default: 0 })), true, true],
  ["a default of null", record(), record(field("a", ["null", "int"], { default: null })), true, true],
  ["a field without one", record(), record(field("a", "int")), false, true],
  ["a renamed field", record(field("a", "int")), record(field("b", "int", { aliases: ["a"] })), true, false],
  ["symbols", symbols("a"), symbols("a", "b"), true, false],
  ["symbols, with a default", symbols("a", "b"), { ...symbols("a"), default: "a" }, true, true],
  ["sizes", fixed(4), fixed(8), false, false],
  ["a union that grew", ["null", "int"], ["null", "int", "string"], true, false],
  ["a type that became a branch", "int", ["null", "int"], true, false],
  ["a type that became a wider branch", "int", ["null", "long"], true, false],
  ["a union of one", ["int"], "int", true, true],
  ["a union that all fits", ["int", "float"], "double", true, false],
  ["recursion", list("int"), list("long"), true, false],
  ["another name", { ...record(), name: "a" }, { ...record(), name: "b" }, false, false],
  ["a name with an alias", { ...record(), name: "a" }, { ...record(), name: "b", aliases: ["a"] }, true, false],
];
const breaking = (writer: unknown, reader: unknown) => diffAvro(writer, reader, "backward").breaking;

describe("resolution", () => {
  it.each(cases)("%s", (_what, a, b, there, back) => {
    expect([!breaking(a, b), !breaking(b, a)]).toEqual([there, back]);
  });
  it("matches names without their namespaces", () => {
    expect(breaking({ ...record(), namespace: "x" }, { ...record(), namespace: "y" })).toBe(false);
  });
  it("takes decimals of the same digits only", () => {
    expect(breaking(decimal(5, 2), decimal(5, 2))).toBe(false);
    expect(breaking(decimal(5, 2), decimal(6, 2))).toBe(true);
    expect(breaking(decimal(5, 2), "bytes")).toBe(false);
  });
  it("warns of digits that are lost", () => {
    expect(diffAvro("long", "double", "backward").findings.slice(0, 1)).toMatchObject([
      { code: "precision-lost", severity: "warning" },
    ]);
  });
});

test("avsc, which resolves by itself, decides the same", () => {
  const reads = (writer: unknown, reader: unknown): boolean => {
    const [a, b] = [writer, reader].map((schema) => avro.Type.forSchema(schema as avro.Schema, { wrapUnions: true }));
    try {
      b!.createResolver(a!);
      return true;
    } catch {
      return false;
    }
  };
  for (const [what, a, b] of cases) {
    expect([what, reads(a, b)]).toEqual([what, !breaking(a, b)]);
    expect([what, reads(b, a)]).toEqual([what, !breaking(b, a)]);
  }
});

test("what breaks is shown by a datum that is one of the writer's, as avsc has it too", () => {
  const typeOf = (schema: unknown) => avro.Type.forSchema(schema as avro.Schema, { wrapUnions: true });
  for (const [what, a, b, there, back] of cases)
    for (const [writer, reader, fine] of [
      [a, b, there],
      [b, a, back],
    ]) {
      if (fine) continue;
      const { witness } = diffAvro(writer, reader, "backward").findings.find(
        ({ severity }) => severity === "breaking",
      )!;
      expect([what, witness]).toEqual([what, expect.objectContaining({ validUnder: "prev", failsUnder: "next" })]);
      const datum = typeOf(writer).fromString(JSON.stringify(witness!.record));
      expect([what, typeOf(writer).isValid(datum)]).toEqual([what, true]);
    }
});

describe("what is no schema", () => {
  it.each([
    ["unknown-type", "strng"],
    ["unknown-type", record(field("a", "other"))],
    ["bad-schema", record("a")],
    ["bad-schema", { type: "record", name: "r" }],
    ["bad-schema", { type: "fixed", name: "f" }],
    ["duplicate-field", record(field("a", "int"), field("a", "int"))],
    ["duplicate-name", record(field("a", fixed(1)), field("b", fixed(1)))],
  ])("%s", (code, schema) => {
    expect(() => diffAvro(schema, schema, "backward")).toThrow(expect.objectContaining({ code }));
  });
});
