import { describe, expect, it } from "vitest";
import { z } from "zod";
import { checkYaml, openYaml, parseYamlFile } from "../../../adapters/yaml/index.ts";
import { InputError } from "../../../core/errors/index.ts";

const schema = z.strictObject({
  name: z.string(),
  items: z
    .array(z.union([z.string(), z.strictObject({ owner: z.string(), weight: z.int().max(10).optional() })]))
    .default([]),
});

function failure(text: string): InputError {
  try {
    parseYamlFile(text, "file.yaml", schema);
  } catch (error) {
    if (error instanceof InputError) return error;
    throw error;
  }
  throw new Error("was accepted");
}

describe("parseYamlFile", () => {
  it("gives the schema's value and leaves dates as text", () => {
    expect(parseYamlFile("name: 2026-03-31\nitems: [a, {owner: b}]\n", "f", schema)).toEqual({
      name: "2026-03-31",
      items: ["a", { owner: "b" }],
    });
  });

  it.each([
    [
      "unknown key",
      "name: a\nitmes: []\n",
      { code: "unknown-key", line: 2, column: 1, field: "itmes", next: "write items" },
    ],
    [
      "unknown nested key",
      "name: a\nitems:\n  - owner: x\n    wieght: 3\n",
      { code: "unknown-key", line: 4, column: 5, field: "items[0].wieght", next: "write weight" },
    ],
    ["missing key", "items: []\n", { code: "missing-key", line: 1, column: 1, field: "name" }],
    [
      "missing nested key",
      "name: a\nitems:\n  - weight: 1\n",
      { code: "missing-key", line: 3, column: 5, field: "items[0].owner" },
    ],
    ["wrong type", "name: [1]\n", { code: "bad-value", line: 1, column: 7, field: "name" }],
    [
      "wrong union member",
      "name: a\nitems: [1]\n",
      { code: "bad-value", line: 2, column: 9, message: "expected a string or a mapping" },
    ],
    [
      "value out of range",
      "name: a\nitems: [{owner: b, weight: 11}]\n",
      { code: "bad-value", line: 2, column: 28, field: "items[0].weight" },
    ],
    ["duplicate key", "name: a\nname: b\n", { code: "duplicate-key", line: 2, column: 1 }],
    ["tab indentation", "name: a\nitems:\n\t- b\n", { code: "yaml-syntax", line: 3 }],
    ["unclosed flow", "name: [a\n", { code: "yaml-syntax" }],
    ["unclosed quote", 'name: "a\n', { code: "yaml-syntax" }],
    ["two documents", "name: a\n---\nname: b\n", { code: "yaml-syntax" }],
    ["empty file", "", { code: "bad-value", line: 1, column: 1, message: "expected a mapping" }],
    ["a list at the top", "- a\n", { code: "bad-value", message: "expected a mapping" }],
    ["alias without anchor", "name: *x\n", { code: "yaml-syntax", line: 1, column: 7 }],
    ["custom tag", "name: !js/function a\n", { code: "yaml-syntax", line: 1 }],
    ["binary tag", "name: !!binary aGk=\n", { code: "yaml-syntax", line: 1 }],
    ["merge key", "name: a\n<<: {items: []}\n", { code: "yaml-key", line: 2 }],
    ["prototype key", "name: a\n__proto__: {}\n", { code: "yaml-key", line: 2 }],
    ["mapping as key", "? {a: 1}\n: 2\n", { code: "yaml-key" }],
    ["nesting beyond the stack", `name: ${"[".repeat(50_000)}`, { code: "yaml-syntax" }],
  ])("refuses %s with its place", (_, text, expected) => {
    const error = failure(text);
    expect(error).toMatchObject({ file: "file.yaml", exitCode: 2, ...expected });
    expect(error.next).toBeTruthy();
  });

  it("refuses an alias bomb instead of expanding it", () => {
    const bomb = [
      "a0: &a0 [x,x,x,x,x,x,x,x,x,x]",
      ...Array.from({ length: 9 }, (_, i) => `a${i + 1}: &a${i + 1} [${Array(10).fill(`*a${i}`).join(",")}]`),
    ].join("\n");
    expect(failure(bomb)).toMatchObject({ code: "yaml-alias-bomb", file: "file.yaml" });
  });

  it("names the other problems after the first, in the file's order", () => {
    const error = failure("nmae: a\nitems: 3\n");
    expect(error.line).toBe(1);
    expect(error.message).toContain("2:8 items: expected a list");
  });

  it("takes code and next from the schema's own check", () => {
    const own = z.strictObject({ a: z.string() }).superRefine((_, context) => {
      context.addIssue({ code: "custom", path: ["a"], message: "no", params: { code: "own-code", next: "say yes" } });
    });
    const outcome = checkYaml(openYaml("a: b", "f"), own);
    expect(outcome).toMatchObject({ ok: false, problems: [{ code: "own-code", next: "say yes", line: 1, column: 4 }] });
  });

  it("finds positions behind an alias", () => {
    const source = openYaml("base: &b\n  owner: x\ncopy: *b\n", "f");
    expect(source.at(["copy", "owner"])).toEqual({ line: 2, column: 10 });
    expect(source.keyAt(["copy", "owner"])).toEqual({ line: 2, column: 3 });
  });
});
