import { Ajv2020 } from "ajv/dist/2020.js";
import { expect, test } from "vitest";
import { documents } from "../../automation/documents/index.ts";
import { TRANSITIONS } from "../../core/cutover/index.ts";
import { jsonSchemas, statesPage } from "../../scripts/reference.ts";

const schemas = jsonSchemas();
const ajv = new Ajv2020({ strict: false, validateFormats: false });

test.each(Object.keys(schemas))("%s is a JSON Schema that a validator compiles", (name) => {
  expect(ajv.compile(schemas[name]!)).toBeTypeOf("function");
});

test("a reader of a document is never told to refuse added fields", () => {
  const closed = Object.keys(documents).filter((kind) =>
    JSON.stringify(schemas[kind]).includes('"additionalProperties":false'),
  );
  expect(closed).toEqual([]);
});

test.each(["aca.yaml", "freeze.yaml", "flags-registry.yaml", "plan-file.yaml", "slo.yaml"])(
  "%s refuses an unknown key",
  (name) => {
    expect(JSON.stringify(schemas[name])).toContain('"additionalProperties":false');
  },
);

const validAgainst = (name: string, value: unknown): boolean => ajv.compile(schemas[name]!)(value) as boolean;

test("the schema of freeze.yaml takes one window, a list, carve-outs and entries, and no unknown key", () => {
  const window = {
    start: "2025-12-18",
    end: "2025-12-27",
    exceptions: ["security", { id: "e1", ticket: "CAB-1", expires: "2025-12-20", stacks: ["prod"] }],
  };
  expect(validAgainst("freeze.yaml", { freeze: window })).toBe(true);
  expect(validAgainst("freeze.yaml", { freeze: [window, window] })).toBe(true);
  expect(validAgainst("freeze.yaml", { freeze: { ...window, until: "x" } })).toBe(false);
  expect(validAgainst("freeze.yaml", { freeze: { start: "2025-12-18" } })).toBe(false);
});

test("the states page tells every transition", () => {
  const page = statesPage();
  for (const { from, to, when } of TRANSITIONS) expect(page).toContain(`| ${from} | ${to} | ${when} |`);
  const lines = page.split("\n").filter((line) => line.includes("-->"));
  expect(new Set(lines).size).toBe(lines.length);
});
