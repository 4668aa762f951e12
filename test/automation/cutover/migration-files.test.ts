import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { stringify } from "yaml";
import { planMapping, readMapping } from "../../../automation/cutover/migration-files.ts";
import { declared } from "../../support/migration-mapping.ts";

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "mapping-"));
  mkdirSync(join(dir, "migrations"));
});
afterEach(() => rmSync(dir, { recursive: true }));

function write(mapping: object, name = "people_v2"): string {
  const file = join(dir, "migrations", `${name}.yaml`);
  writeFileSync(file, stringify({ mapping: { ...declared.mapping, ...mapping } }));
  return file;
}

test("a declared mapping is read by its name", () => {
  write({ reversible: false, shadowRead: 5 });
  expect(planMapping(readMapping(dir, "people_v2"))).toEqual({ id: "people_v2", reversible: false, shadowRead: 5 });
});

test("a mapping that is not declared is bad input that names those that are", () => {
  write({});
  for (const id of ["other", "../secrets", ""])
    expect(() => readMapping(dir, id)).toThrow(
      expect.objectContaining({
        code: "mapping-missing",
        exitCode: 2,
        field: "--mapping",
        next: expect.stringContaining("people_v2"),
      }),
    );
});

test("an error in the declaration names the file, and an unknown key its line", () => {
  const file = write({ steps: [] });
  expect(() => readMapping(dir, "people_v2")).toThrow(expect.objectContaining({ code: "mapping-result", file }));
  write({ bonuds: 1 });
  expect(() => readMapping(dir, "people_v2")).toThrow(
    expect.objectContaining({ exitCode: 2, file, line: expect.any(Number) }),
  );
  write({ id: "another" });
  expect(() => readMapping(dir, "people_v2")).toThrow(expect.objectContaining({ code: "mapping-id", file }));
});
