import { describe, expect, it } from "vitest";
import { labelNames, parseLabels } from "../../../core/freeze/index.ts";

describe("labels", () => {
  it("reads GitHub's objects, strings, both mixed, and null", () => {
    expect(parseLabels('[{"id":1,"name":"a","color":"fff"},"b"]')).toEqual(["a", "b"]);
    expect(parseLabels("null")).toEqual([]);
    expect(parseLabels("[]")).toEqual([]);
    expect(labelNames(undefined)).toEqual([]);
  });

  it.each(["", "[", "{}", '"FREEZE-APPROVED"', "[1]", '[{"label":"a"}]', "[null]", "true"])("refuses %s", (json) => {
    expect(() => parseLabels(json)).toThrow(expect.objectContaining({ code: "labels-invalid", exitCode: 2 }));
  });
});
