import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterEach, beforeEach, expect, it } from "vitest";
import { contractYaml } from "../../../adapters/contracts/write.ts";
import { parseYamlFile } from "../../../adapters/yaml/index.ts";
import { exportFile, importFile } from "../../../automation/contracts/exchange.ts";
import { contractSchema, FORMATS } from "../../../core/contracts/index.ts";
import { contractArbitrary } from "../../support/contract-arbitrary.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "exchange-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

it("writes a contract as YAML that reads as the same contract, whatever was lost before", () => {
  fc.assert(
    fc.property(contractArbitrary(), fc.string(), (contract, what) => {
      const text = contractYaml(contract, [{ path: "a", what }]);
      expect(parseYamlFile(text, "c.yaml", contractSchema)).toEqual(contract);
    }),
    { numRuns: 100 },
  );
});

it.each(FORMATS)("takes a contract to %s and back through files", (format) => {
  const before = parseYamlFile(readFileSync("contracts/next/order.yaml", "utf8"), "order.yaml", contractSchema);
  writeFileSync(join(folder, "order.yaml"), contractYaml(before));
  expect(exportFile(folder, "order.yaml", format, "order.out").out).toBe("order.out");
  importFile(folder, "order.out", format, {}, "back.yaml");
  expect(parseYamlFile(readFileSync(join(folder, "back.yaml"), "utf8"), "back.yaml", contractSchema)).toEqual(before);
});

it("writes nothing when the document is no contract", () => {
  writeFileSync(join(folder, "a.json"), '{"type": "object", "properties": {"a": {}}}');
  expect(() => importFile(folder, "a.json", "jsonschema", { entity: "a" }, "a.yaml")).toThrow("which type");
  expect(() => readFileSync(join(folder, "a.yaml"))).toThrow("ENOENT");
});
