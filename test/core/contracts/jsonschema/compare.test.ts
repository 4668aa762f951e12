import { describe, expect, it, test } from "vitest";
import { diffJsonSchema } from "../../../../core/contracts/foreign/json-schema.ts";

const object = (properties: object, more: object = {}) => ({ type: "object", properties, ...more });
const closed = (properties: object, more: object = {}) => object(properties, { additionalProperties: false, ...more });
const others = (schema: object, properties: object) => object(properties, { additionalProperties: schema });
const tuple = (items: unknown[], more: object = {}) => ({ type: "array", items, ...more });
const [string, number, integer] = [{ type: "string" }, { type: "number" }, { type: "integer" }];
const node = (v: object) => ({
  $ref: "#/definitions/node",
  definitions: { node: object({ v, next: { $ref: "#/definitions/node" } }) },
});
const breaking = (prev: unknown, next: unknown) => diffJsonSchema(prev, next, "backward", "it").breaking;

/** Fine from the first to the second, and breaking the other way round, unless said otherwise. */
const oneWay: [string, unknown, unknown][] = [
  ["integer to number", integer, number],
  ["a type more", string, { type: ["string", "null"] }],
  ["an alternative more", { oneOf: [string] }, { oneOf: [string, number] }],
  ["a type that became an alternative", string, { anyOf: [number, string] }],
  ["an enum that grew", { type: "string", enum: ["a"] }, { type: "string", enum: ["a", "b"] }],
  ["no enum any more", { type: "string", enum: ["a"] }, string],
  ["one condition less", { allOf: [string, { maxLength: 3 }] }, string],
  ["a longer maximum", { type: "string", maxLength: 3 }, { type: "string", maxLength: 4 }],
  ["no pattern any more", { type: "string", pattern: "a" }, string],
  ["a smaller minimum", { type: "number", minimum: 3 }, { type: "number", minimum: 2 }],
  ["an exclusive bound less", { type: "number", exclusiveMaximum: 3 }, number],
  ["draft 4's exclusive bound", { type: "number", maximum: 3, exclusiveMaximum: true }, { type: "number", maximum: 3 }],
  ["a divisor of the multiples", { type: "integer", multipleOf: 10 }, { type: "integer", multipleOf: 5 }],
  ["anything", string, {}],
  ["nothing became something", false, string],
  ["no longer required", object({ a: string }, { required: ["a"] }), object({ a: string })],
  ["an optional property in a closed model", closed({}), closed({ a: string })],
  ["a property less in an open model", object({ a: string }), object({})],
  ["others let pass", closed({ a: string }), object({ a: string })],
  ["a property that the others covered", others(string, { a: string }), others({ type: ["string", "null"] }, {})],
  [
    "fewer properties beside one",
    object({}, { dependencies: { a: ["b", "c"] } }),
    object({}, { dependencies: { a: ["b"] } }),
  ],
  ["more items", { type: "array", maxItems: 1 }, { type: "array", maxItems: 2 }],
  ["items twice", { type: "array", uniqueItems: true }, { type: "array" }],
  ["a wider item", { type: "array", items: integer }, { type: "array", items: number }],
  [
    "an item more in a closed tuple",
    tuple([string], { additionalItems: false }),
    tuple([string, number], { additionalItems: false }),
  ],
  ["an item less in an open tuple", tuple([string, number]), tuple([string])],
  ["an exclusion less", { not: { type: ["string", "number"] } }, { not: string }],
  ["behind a recursive reference", node(integer), node(number)],
];

const bothWays: [string, unknown, unknown, boolean][] = [
  ["a title", { ...string, title: "a" }, { ...string, title: "b" }, false],
  ["true and the empty schema", true, {}, false],
  ["the order of alternatives", { oneOf: [string, number] }, { oneOf: [number, string] }, false],
  ["required, with a default", closed({}), closed({ a: { ...string, default: "" } }, { required: ["a"] }), false],
  ["a reference and what it points at", { $ref: "#/$defs/a", $defs: { a: string } }, { ...string }, false],
  ["by anchor", { $ref: "#a", $defs: { x: { $anchor: "a", ...string } } }, { ...string }, false],
  ["by id", { $id: "http://a.b/c", $ref: "d", $defs: { x: { $id: "d", ...string } } }, { ...string }, false],
  ["another type", string, number, true],
  ["another pattern", { ...string, pattern: "a" }, { ...string, pattern: "b" }, true],
  ["another constant", { const: 1 }, { const: 2 }, true],
  ["other multiples", { type: "integer", multipleOf: 2 }, { type: "integer", multipleOf: 3 }, true],
];

describe("what Confluent's rules let pass one way", () => {
  it.each(oneWay)("%s", (_what, narrow, wide) => {
    expect([breaking(narrow, wide), breaking(wide, narrow)]).toEqual([false, true]);
  });
});

test("what breaks is shown by a value that one validator takes and the other refuses", () => {
  const shown = oneWay.map(([what, narrow, wide]) => {
    const { findings } = diffJsonSchema(wide, narrow, "backward", "it");
    return [what, findings.some(({ witness }) => witness !== null)];
  });
  expect(shown.filter(([, found]) => !found).map(([what]) => what)).toEqual(["draft 4's exclusive bound"]);
});

describe("what is the same both ways", () => {
  it.each(bothWays.filter(([what]) => what !== "required, with a default"))("%s", (_what, a, b, expected) => {
    expect([breaking(a, b), breaking(b, a)]).toEqual([expected, expected]);
  });
});

test("a required property breaks in a closed model, unless it has a default", () => {
  const wanted = (property: object) => breaking(closed({}), closed({ a: property }, { required: ["a"] }));
  expect([wanted(string), wanted({ ...string, default: "" })]).toEqual([true, false]);
});

test("a property that an open model did not name may have been anything", () => {
  expect(breaking(object({}), object({ a: string }))).toBe(true);
  expect(breaking(object({}), object({ a: {} }))).toBe(false);
  expect(breaking({ ...object({}), patternProperties: { "^a": string } }, object({ a: string }))).toBe(false);
  expect(breaking({ ...object({}), patternProperties: { "^a": string } }, object({ a: number }))).toBe(true);
});

test("2020-12: prefixItems are the tuple, items what comes after", () => {
  const latest = (prefixItems: unknown[], items: unknown) => ({
    $schema: "https://json-schema.org/draft/2020-12/schema",
    type: "array",
    prefixItems,
    items,
  });
  expect(breaking(latest([string], false), latest([string, number], false))).toBe(false);
  expect(breaking(latest([string], true), latest([string, number], true))).toBe(true);
  expect(breaking(latest([string], number), latest([string, number], number))).toBe(false);
});

test("the mode decides, and both directions are told", () => {
  const diff = (mode: Parameters<typeof diffJsonSchema>[2]) =>
    diffJsonSchema(closed({}), closed({ a: string }), mode, "it");
  expect(diff("backward")).toMatchObject({ breaking: false, upgradeFirst: "consumers" });
  expect(diff("forward")).toMatchObject({ breaking: true, upgradeFirst: "consumers" });
  expect(diff("full").findings.map(({ code, severity }) => [code, severity])).toEqual([
    ["property-optional-added", "info"],
    ["property-removed-from-closed", "breaking"],
  ]);
});

describe("what is no schema", () => {
  it.each([
    ["unknown-type", { type: "strng" }],
    [
      "unknown-type",
      object(
        { a: string },
        { definitions: { b: { $ref: "#/definitions/c" }, c: { type: "x" } }, oneOf: [{ $ref: "#/definitions/b" }] },
      ),
    ],
    ["unresolved-reference", { $ref: "#/definitions/a" }],
    ["unresolved-reference", { $ref: "other.json" }],
    [
      "cyclic-reference",
      { $ref: "#/definitions/a", definitions: { a: { $ref: "#/definitions/b" }, b: { $ref: "#/definitions/a" } } },
    ],
    ["bad-schema", [1]],
    ["bad-schema", { properties: { a: 1 } }],
  ])("%s", (code, schema) => {
    expect(() => diffJsonSchema(schema, schema, "backward", "it")).toThrow(expect.objectContaining({ code }));
  });
});
