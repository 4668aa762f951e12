import { readFileSync } from "node:fs";
import { Ajv2020 } from "ajv/dist/2020.js";
import fc from "fast-check";
import { expect, it } from "vitest";
import { parse } from "yaml";
import { contractYaml } from "../../../adapters/contracts/write.ts";
import { contractArbitrary } from "../../support/contract-arbitrary.ts";

const schema = JSON.parse(readFileSync("docs/reference/contract.yaml.schema.json", "utf8"));
const validate = new Ajv2020({ strict: false, validateFormats: false }).compile(schema);

it("the published schema takes every contract that a person may write", () => {
  for (const name of ["prev", "next"])
    expect(validate(parse(readFileSync(`contracts/${name}/order.yaml`, "utf8"))), JSON.stringify(validate.errors)).toBe(
      true,
    );
  fc.assert(
    fc.property(contractArbitrary(), (contract) => {
      expect(validate(parse(contractYaml(contract))), JSON.stringify(validate.errors)).toBe(true);
    }),
    { numRuns: 100 },
  );
});

it.each([
  [
    "an unknown key",
    { entity: "a", version: 1, compatibility: "full", fields: [{ name: "a", type: "string" }], more: 1 },
  ],
  ["an unknown type", { entity: "a", version: 1, compatibility: "full", fields: [{ name: "a", type: "text" }] }],
  ["no fields", { entity: "a", version: 1, compatibility: "full", fields: [] }],
  [
    "a version of two numbers",
    { entity: "a", version: "1.0", compatibility: "full", fields: [{ name: "a", type: "string" }] },
  ],
])("it refuses %s", (_what, contract) => {
  expect(validate(contract)).toBe(false);
});
