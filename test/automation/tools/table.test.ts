import { expect, test } from "vitest";
import type { ToolRow } from "../../../automation/documents/tools.ts";
import { toolTable } from "../../../automation/tools/table.ts";

const row: ToolRow = {
  name: "pulumi",
  version: "3.220.0",
  wanted: "3.220.0",
  source: "built",
  ok: true,
  next: null,
  because: null,
  file: "/p",
  neededForStart: true,
  usedByTests: true,
};

test("columns line up; what a start lacks stands out from what is optional", () => {
  const missing = { ...row, name: "k6", version: null, source: "missing", ok: false, next: "do it" } as const;
  expect(toolTable([row, missing, { ...missing, neededForStart: false }]).split("\n")).toEqual([
    "TOOL    VERSION  WANTED   FROM        STATE",
    "pulumi  3.220.0  3.220.0  built here  ok",
    "k6      –        3.220.0  –           MISSING: do it",
    "k6      –        3.220.0  –           optional: do it",
  ]);
});
