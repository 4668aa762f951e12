import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, test } from "vitest";
import { contractsDiffText, type DiffRequest, diffContractFiles } from "../../../automation/contracts/diff.ts";
import { diffForeignFiles } from "../../../automation/contracts/diff-foreign.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "contracts-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

const write = (name: string, content: string | Uint8Array): void => {
  mkdirSync(dirname(join(folder, name)), { recursive: true });
  writeFileSync(join(folder, name), content);
};
const contract = (entity: string, version: number, type = "int64", mode = "backward"): string =>
  `entity: ${entity}\nversion: ${version}\ncompatibility: ${mode}\nowner: team\nfields:\n  - { name: a, type: ${type} }\n`;
const diff = (more: Partial<DiffRequest> = {}) => diffContractFiles(folder, { prev: "prev", next: "next", ...more });
const pairsOf = (result: ReturnType<typeof diff>) =>
  result.pairs.map(({ entity, from, to, breaking }) => [entity, from, to, breaking]);

describe("folders", () => {
  test("are paired by entity, whatever their files are called", () => {
    write("prev/a.yaml", contract("order", 1));
    write("prev/b.yaml", contract("client", 1));
    write("prev/old.yaml", contract("gone", 1));
    write("next/x.yaml", contract("client", 2, "int32"));
    write("next/sub/y.yaml", contract("order", 2));
    write("next/new.yaml", contract("come", 1));
    const result = diff();
    expect(pairsOf(result)).toEqual([
      ["client", 1, 2, true],
      ["come", null, 1, false],
      ["gone", 1, null, true],
      ["order", 1, 2, false],
    ]);
    expect(result).toMatchObject({ breaking: true, errors: [] });
    const [finding] = result.pairs[0]!.findings;
    expect(finding).toMatchObject({
      code: "type-narrowed",
      position: { file: "next/x.yaml", line: 6, column: 22 },
      witness: { validUnder: "prev", failsUnder: "next" },
    });
    expect(contractsDiffText(result)).toContain('{"a":"9223372036854775807"} fits prev');
  });

  test("what is no contract is named with its place, and the rest is compared", () => {
    write("prev/a.yaml", contract("order", 1));
    write("next/a.yaml", contract("order", 2));
    write("prev/b.yaml", contract("client", 3));
    write("next/b.yaml", contract("client", 2));
    write("prev/c.yaml", contract("stock", 1));
    write("next/c.yaml", contract("stock", 2, "strnig"));
    write("next/d.yaml", "a: 1\na: 2\n");
    write("next/e.yaml", new Uint8Array([0x65, 0x3a, 0x20, 0xe9, 0x0a]));
    write("next/f.yaml", contract("order", 2));
    const outside = mkdtempSync(join(tmpdir(), "outside-"));
    writeFileSync(join(outside, "c.yaml"), contract("other", 1));
    symlinkSync(join(outside, "c.yaml"), join(folder, "next/g.yaml"));
    const result = diff();
    expect(pairsOf(result)).toEqual([["order", 1, 2, false]]);
    expect(result.errors.map(({ rule, position: { file, line } }) => `${rule} ${file}:${line}`)).toEqual([
      "bad-value next/c.yaml:6",
      "duplicate-key next/d.yaml:2",
      "invalid-utf8 next/e.yaml:1",
      "symlink-out next/g.yaml:1",
      "duplicate-version next/f.yaml:2",
      "version-order next/b.yaml:2",
    ]);
    rmSync(outside, { recursive: true });
  });
});

describe("files", () => {
  test("of one entity", () => {
    write("1.yaml", contract("order", 1));
    write("2.yaml", contract("order", 2));
    expect(pairsOf(diff({ prev: "1.yaml", next: "2.yaml" }))).toEqual([["order", 1, 2, false]]);
    expect(pairsOf(diff({ prev: "1.yaml", next: "2.yaml", mode: "forward" }))).toEqual([["order", 1, 2, false]]);
  });
  test("of two entities are a mistake", () => {
    write("1.yaml", contract("order", 1));
    write("2.yaml", contract("client", 2));
    expect(diff({ prev: "1.yaml", next: "2.yaml" }).errors).toMatchObject([{ rule: "mixed-entities" }]);
  });
});

describe("a transitive promise holds against every earlier version", () => {
  beforeEach(() => {
    write("history/1.yaml", contract("order", 1, "string"));
    write("history/2.yaml", contract("order", 2));
    write("prev/3.yaml", contract("order", 3));
    write("next/4.yaml", contract("order", 4));
  });
  it("when it is asked for", () => {
    expect(pairsOf(diff())).toEqual([["order", 3, 4, false]]);
    expect(pairsOf(diff({ mode: "backward-transitive" }))).toEqual([
      ["order", 3, 4, false],
      ["order", 2, 4, false],
      ["order", 1, 4, true],
    ]);
  });
  it("or is promised, from the folder that is named", () => {
    write("next/4.yaml", contract("order", 4, "int64", "backward-transitive"));
    write("old/1.yaml", contract("order", 1, "boolean"));
    expect(pairsOf(diff({ history: "old" }))).toEqual([
      ["order", 3, 4, false],
      ["order", 1, 4, true],
    ]);
  });
});

describe("git revisions", () => {
  const git = (...args: string[]) => execFileSync("git", args, { cwd: folder, stdio: "pipe" });
  beforeEach(() => {
    write("contracts/order.yaml", contract("order", 1));
    git("init", "-q");
    git("add", ".");
    git("-c", "user.name=a", "-c", "user.email=a@b", "commit", "-qm", "one");
    write("contracts/order.yaml", contract("order", 2, "int32"));
  });
  it("are folders and files of a commit", () => {
    const expected = [["order", 1, 2, true]];
    expect(pairsOf(diff({ prev: "git:HEAD:contracts", next: "contracts" }))).toEqual(expected);
    expect(pairsOf(diff({ prev: "git:HEAD:contracts/order.yaml", next: "contracts/order.yaml" }))).toEqual(expected);
  });
  it.each(["git:nowhere:contracts", "git:HEAD:nothing", "git:--help:contracts"])("%s is not there", (prev) => {
    expect(() => diff({ prev, next: "contracts" })).toThrow(expect.objectContaining({ code: "bad-revision" }));
  });
});

describe("other people's schemas, by their own rules", () => {
  const schema = (properties: object) => JSON.stringify({ type: "object", properties, additionalProperties: false });
  const foreign = (format: "jsonschema" | "avro", more: Partial<DiffRequest> = {}) =>
    diffForeignFiles(folder, format, { prev: "prev", next: "next", ...more });
  test("two files, whatever they are called; places are theirs", () => {
    write("a.json", schema({ a: { type: "integer" } }));
    write("b.json", schema({ a: { type: "string" } }));
    const result = foreign("jsonschema", { prev: "a.json", next: "b.json" });
    expect(result.pairs[0]!.findings[0]).toMatchObject({
      code: "type-changed",
      path: "a",
      position: { file: "b.json", line: 1, column: 36 },
    });
    expect(result.breaking).toBe(true);
  });
  test("folders by name; what is no schema is named, and the rest is compared", () => {
    for (const [side, type] of [
      ["prev", "int"],
      ["next", "long"],
    ] as const) {
      write(`${side}/a.avsc`, JSON.stringify({ type: "array", items: type }));
      write(`${side}/sub/b.avsc`, JSON.stringify(type));
    }
    write("next/c.avsc", '{ "type": "strng" }');
    write("prev/c.avsc", '"string"');
    write("next/d.avsc", '{ "type": "int", "type": "int" }');
    write("prev/d.avsc", '"int"');
    write("prev/e.avsc", '"int"');
    const result = foreign("avro");
    expect(result.pairs.map(({ entity, breaking }) => [entity, breaking])).toEqual([
      ["array", false],
      ["long", false],
      ["e", true],
    ]);
    expect(result.errors.map(({ rule, position: { file } }) => `${rule} ${file}`)).toEqual([
      "duplicate-key next/d.avsc",
      "unknown-type next/c.avsc",
    ]);
  });
});
