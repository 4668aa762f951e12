import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { generated } from "../../scripts/generated.ts";

const files = generated();

test.each(Object.keys(files))("%s is what the code generates", (file) => {
  expect(readFileSync(file, "utf8")).toBe(files[file]);
});

test("docs/reference holds no schema that nothing generates", () => {
  const schemas = readdirSync("docs/reference").filter((name) => name.endsWith(".schema.json"));
  expect(schemas.filter((name) => !(`docs/reference/${name}` in files))).toEqual([]);
});
