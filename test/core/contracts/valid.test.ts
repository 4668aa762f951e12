import { describe, expect, it } from "vitest";
import {
  contractSchema,
  type Field,
  recordMisfit,
  type TypeName,
  type Value,
  valueProblem,
} from "../../../core/contracts/index.ts";

const value = (type: TypeName, more: Partial<Value> = {}): Value => ({ type, nullable: false, ...more });
const decimal = value("decimal", { precision: 5, scale: 2 });

describe("what fits a type", () => {
  it.each([
    [value("string"), ["", "é"], [1, null, {}]],
    [value("boolean"), [true, false], ["true", 0]],
    [value("int32"), [0, -2147483648, 2147483647], [2147483648, 1.5, "1", Number.NaN]],
    [value("int64"), [9007199254740991, "9223372036854775807"], ["9223372036854775808", 1.5, "x", 2 ** 60]],
    [value("float"), [1.5, -3e38], [1e39, "1"]],
    [value("double"), [1e308], [Number.POSITIVE_INFINITY]],
    [decimal, ["123.45", 0.5, "-999.99", "0123.450"], ["1234", "1.234", "1e3", ".5", ""]],
    [value("date"), ["2026-11-24"], ["2026-13-01", "24.11.2026"]],
    [value("time"), ["23:59", "00:00:00.123"], ["24:00"]],
    [value("timestamp"), ["2026-11-24T10:00:00"], ["2026-11-24T10:00:00Z", "2026-11-24"]],
    [value("timestamptz"), ["2026-11-24T10:00:00Z", "2026-11-24T10:00:00+01:00"], ["2026-11-24T10:00:00"]],
    [value("uuid"), ["123e4567-e89b-12d3-a456-426614174000"], ["123e4567"]],
    [value("bytes"), ["", "aGk=", "aGkh"], ["a", "aGk"]],
    [value("array", { items: value("int32") }), [[], [1]], [[1, "2"], {}]],
    [value("map", { values: value("int32") }), [{}, { a: 1 }], [{ a: "1" }, []]],
    [value("union", { oneOf: [value("int32"), value("string")] }), [1, "a"], [true, 1.5]],
    [value("string", { enum: ["a", "b"] }), ["a"], ["c"]],
    [value("string", { nullable: true }), [null, "a"], [undefined]],
  ] as const)("$type", (type, good, bad) => {
    for (const data of good) expect([data, valueProblem(type, data)]).toEqual([data, null]);
    for (const data of bad) expect([data, valueProblem(type, data)?.text]).toEqual([data, expect.any(String)]);
  });
});

it("a record names the place where it does not fit", () => {
  const { fields } = contractSchema.parse({
    entity: "order",
    version: 1,
    compatibility: "none",
    fields: [
      { name: "id", type: "int64", required: true },
      {
        name: "lines",
        type: "array",
        items: { type: "object", fields: [{ name: "sku", type: "string", required: true }] },
      },
    ],
  }) as { fields: readonly Field[] };
  expect(recordMisfit(fields, { id: 1, lines: [{ sku: "a" }], more: true })).toBeNull();
  expect(recordMisfit(fields, { id: 1, lines: [{ sku: "a" }, {}] })).toEqual({
    path: ["lines", 1, "sku"],
    text: "is missing",
  });
  expect(recordMisfit(fields, {})).toEqual({ path: ["id"], text: "is missing" });
  expect(recordMisfit(fields, [])?.text).toContain("no object");
});
