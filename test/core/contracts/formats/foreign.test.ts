import { describe, expect, it } from "vitest";
import { type FormatName, importContract } from "../../../../core/contracts/index.ts";

const fieldsOf = (document: unknown, format: FormatName) =>
  importContract(document, format, { entity: "x" }).contract.fields;
const codeOf = (document: unknown, format: FormatName): string => {
  try {
    importContract(document, format, { entity: "x" });
    return "read";
  } catch (error) {
    return (error as { code: string }).code;
  }
};
const object = (properties: object, more: object = {}) => ({ type: "object", properties, ...more });

describe("JSON Schema of other people", () => {
  it("reads references, allOf, nullable unions and constants", () => {
    const schema = {
      $defs: {
        Id: { type: "string", format: "uuid" },
        Base: object({ id: { $ref: "#/$defs/Id" } }, { required: ["id"] }),
      },
      allOf: [
        { $ref: "#/$defs/Base" },
        object({ kind: { const: "a" }, at: { anyOf: [{ type: "string", format: "date-time" }, { type: "null" }] } }),
      ],
    };
    expect(fieldsOf(schema, "jsonschema")).toMatchObject([
      { name: "id", type: "uuid", required: true },
      { name: "kind", type: "string", enum: ["a"], required: false },
      { name: "at", type: "timestamptz", nullable: true },
    ]);
  });

  it("says what a contract cannot", () => {
    const schema = object({ a: { type: "string", pattern: "^x", minLength: 2 } }, { additionalProperties: false });
    expect(importContract(schema, "jsonschema", { entity: "x" }).lost).toEqual([
      { path: "", what: "additionalProperties" },
      { path: "a", what: "minLength" },
      { path: "a", what: "pattern" },
    ]);
  });

  it.each([
    [
      "a schema that holds itself",
      { $defs: { n: object({ next: { $ref: "#/$defs/n" } }) }, $ref: "#/$defs/n" },
      "jsonschema-recursive",
    ],
    ["a reference to another document", object({ a: { $ref: "https://example.com/a" } }), "jsonschema-reference"],
    ["a reference to nothing", object({ a: { $ref: "#/$defs/none" } }), "jsonschema-reference"],
    ["a field of any type", object({ a: {} }), "jsonschema-unsupported"],
    ["a default that does not fit", object({ a: { type: "boolean", default: "x" } }), "import-misfit"],
    ["what is no schema", [], "jsonschema-unsupported"],
  ])("refuses %s", (_what, schema, code) => {
    expect(codeOf(schema, "jsonschema")).toBe(code);
  });

  it("is not expanded without end", () => {
    const $defs = Object.fromEntries(
      Array.from({ length: 40 }, (_, i) => [
        `d${i}`,
        object({ a: { $ref: `#/$defs/d${i + 1}` }, b: { $ref: `#/$defs/d${i + 1}` } }),
      ]),
    );
    const bomb = { $defs: { ...$defs, d40: { type: "string" } }, $ref: "#/$defs/d0" };
    expect(codeOf(bomb, "jsonschema")).toBe("jsonschema-too-large");
  });
});

describe("Avro of other people", () => {
  const record = (...fields: object[]) => ({ type: "record", name: "R", namespace: "shop", fields });

  it("reads names that were defined before, in their namespace", () => {
    const money = { type: "record", name: "Money", fields: [{ name: "cents", type: "long" }] };
    const fields = fieldsOf(
      record(
        { name: "a", type: money },
        { name: "b", type: ["null", "Money"], default: null },
        { name: "c", type: "shop.Money" },
      ),
      "avro",
    );
    expect(fields.map(({ type, nullable, required }) => [type, nullable, required])).toEqual([
      ["object", false, true],
      ["object", true, false],
      ["object", false, true],
    ]);
  });

  it.each([
    ["a record that holds itself", record({ name: "next", type: ["null", "R"] }), "avro-recursive"],
    ["a type that is not there", record({ name: "a", type: "Nothing" }), "avro-unsupported"],
    ["nothing but null", record({ name: "a", type: "null" }), "avro-unsupported"],
    ["an enum as the whole", { type: "enum", name: "E", symbols: ["A"] }, "avro-unsupported"],
  ])("refuses %s", (_what, schema, code) => {
    expect(codeOf(schema, "avro")).toBe(code);
  });
});

describe("ODCS of other people", () => {
  const document = (...schema: object[]) => ({
    apiVersion: "v3.0.2",
    kind: "DataContract",
    id: "53581432",
    version: "1.1.0",
    status: "active",
    tenant: "t",
    slaProperties: [
      { property: "retention", value: 3, unit: "y" },
      { property: "latency", value: 4, unit: "d" },
    ],
    schema,
  });
  const orders = {
    name: "orders",
    properties: [
      { name: "id", logicalType: "integer", primaryKey: true, required: true },
      { name: "total", logicalType: "number", physicalType: "DECIMAL(10,2)", classification: "2" },
    ],
  };

  it("reads the object that is named, and says what is lost", () => {
    const { contract, lost } = importContract(document(orders, { name: "other", properties: [] }), "odcs", {
      entity: "orders",
    });
    expect(contract).toMatchObject({ entity: "orders", version: "1.1.0", keys: ["id"], retention: "P3Y" });
    expect(contract.fields[1]).toMatchObject({ type: "decimal", precision: 10, scale: 2 });
    expect(lost.map(({ path, what }) => `${path} ${what}`)).toEqual([
      " tenant",
      "total classification",
      " slaProperties.latency",
    ]);
  });

  it("refuses several objects where none is named", () => {
    const code = (() => {
      try {
        return importContract(document(orders, { ...orders, name: "more" }), "odcs");
      } catch (error) {
        return (error as { code: string }).code;
      }
    })();
    expect(code).toBe("odcs-object");
  });
});
