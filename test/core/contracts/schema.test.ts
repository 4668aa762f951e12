import { describe, expect, it, test } from "vitest";
import { parseYamlFile } from "../../../adapters/yaml/index.ts";
import { contractSchema } from "../../../core/contracts/index.ts";

const seed = `entity: Asset
version: 2
compatibility: backward
fields:
  - name: id
    type: string
    required: true
  - name: pii
    type: boolean
    required: false
retention: short-30d
purpose: investigation
sla:
  read_p95_ms: 300
  write_p95_ms: 700
`;
const parse = (text: string) => parseYamlFile(text, "contract.yaml", contractSchema);
const withFields = (fields: string, more = "") =>
  `entity: order\nversion: 1.2.3\ncompatibility: full\nfields:\n${fields
    .split("\n")
    .map((line) => `  ${line}`)
    .join("\n")}\n${more}`;
const refused = (text: string) => {
  try {
    parse(text);
  } catch (error) {
    const { code, line, field } = error as { code: string; line: number; field: string };
    return { code, line, field };
  }
  return null;
};

test("the contract that the product was asked for parses", () => {
  expect(parse(seed)).toMatchObject({
    entity: "Asset",
    version: 2,
    purpose: ["investigation"],
    fields: [
      { name: "id", required: true, nullable: false, pii: false },
      { name: "pii", required: false },
    ],
  });
});

test("what holds other values nests", () => {
  const lines = parse(
    withFields(`- name: lines
  type: array
  items:
    type: object
    fields:
      - { name: sku, type: string, required: true }
      - { name: price, type: decimal, precision: 10, scale: 2, default: "0.00" }
      - { name: tags, type: map, values: { type: union, oneOf: [{ type: string }, { type: int64 }] } }`),
  ).fields[0]!;
  expect(lines.items!.fields!.map(({ name }) => name)).toEqual(["sku", "price", "tags"]);
});

describe("bad contracts", () => {
  it.each([
    ["an unknown type, with the nearest", withFields("- { name: a, type: strnig }"), "bad-value", "fields[0].type"],
    ["an unknown key", withFields("- { name: a, type: string, requird: true }"), "unknown-key", "fields[0]"],
    ["a version that is none", seed.replace("version: 2", "version: two"), "bad-value", "version"],
    ["version 0", seed.replace("version: 2", "version: 0"), "bad-value", "version"],
    [
      "a name twice",
      withFields("- { name: a, type: string }\n- { name: a, type: int32 }"),
      "duplicate-field",
      "fields[1].name",
    ],
    [
      "an alias that is a name",
      withFields("- { name: a, type: string }\n- { name: b, type: string, aliases: [a] }"),
      "duplicate-field",
      "fields[1].name",
    ],
    ["an array of nothing", withFields("- { name: a, type: array }"), "missing-key", "fields[0]"],
    [
      "items of a string",
      withFields("- { name: a, type: string, items: { type: string } }"),
      "misplaced-key",
      "fields[0].items",
    ],
    ["a decimal without precision", withFields("- { name: a, type: decimal }"), "missing-key", "fields[0]"],
    [
      "a scale above the precision",
      withFields("- { name: a, type: decimal, precision: 2, scale: 3 }"),
      "bad-scale",
      "fields[0].scale",
    ],
    [
      "a default of another type",
      withFields("- { name: a, type: int32, default: many }"),
      "bad-default",
      "fields[0].default",
    ],
    [
      "a default out of the enum",
      withFields("- { name: a, type: string, enum: [x], default: y }"),
      "bad-default",
      "fields[0].default",
    ],
    ["an enum of a double", withFields("- { name: a, type: double, enum: [1] }"), "misplaced-key", "fields[0].enum"],
    ["an enum with a twin", withFields("- { name: a, type: string, enum: [x, x] }"), "bad-enum", "fields[0].enum[1]"],
    [
      "a key that no field is",
      withFields("- { name: a, type: string, required: true }", "keys: [b]"),
      "dangling-key",
      "keys[0]",
    ],
    ["a key that may be missing", withFields("- { name: a, type: string }", "keys: [a]"), "dangling-key", "keys[0]"],
  ])("%s", (_what, text, code, field) => {
    const found = refused(text);
    expect(found).toMatchObject({ code });
    expect(found!.field.startsWith(field), found!.field).toBe(true);
    expect(found!.line).toBeGreaterThan(0);
  });

  it("nested beyond reason", () => {
    let type = "{ type: string }";
    for (let i = 0; i < 40; i++) type = `{ type: array, items: ${type} }`;
    expect(refused(withFields(`- { name: a, type: array, items: ${type} }`))).toMatchObject({ code: "too-deep" });
  });
});
