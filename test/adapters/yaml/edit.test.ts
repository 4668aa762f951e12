import { describe, expect, it } from "vitest";
import { editYaml } from "../../../adapters/yaml/edit.ts";

describe("an edit leaves everything else as it is", () => {
  it.each([
    ["a plain scalar", "a: 30d # why\nb: 1\n", ["a"], "P30D", "a: P30D # why\nb: 1\n"],
    ["a quoted one", "a: '30 days'\n", ["a"], "P30D", "a: 'P30D'\n"],
    ["one in a flow mapping", "l: [{ a: 30d, b: 2 }]\r\n", ["l", 0, "a"], "P30D", "l: [{ a: P30D, b: 2 }]\r\n"],
    [
      "an item of a block list",
      "l:\n  - a\n  - b # kept\n  - a\nm: 1\n",
      ["l", 2],
      null,
      "l:\n  - a\n  - b # kept\nm: 1\n",
    ],
    ["an item of a flow list", "l: [ a,  b, a] # end\n", ["l", 2], null, "l: [ a,  b] # end\n"],
    ["a path that leads nowhere", "a: 1\n", ["b", 3, "c"], "x", "a: 1\n"],
    ["a mapping, which is no scalar", "a: { b: 1 }\n", ["a"], "x", "a: { b: 1 }\n"],
  ])("%s", (_what, before, path, text, after) => {
    expect(editYaml(before, [{ path, text }])).toBe(after);
  });

  it("takes several items at once by the places they had", () => {
    const edits = [1, 3].map((index) => ({ path: ["l", index], text: null }));
    expect(editYaml("l: [a, a, b, b, c]\n", edits)).toBe("l: [a, b, c]\n");
  });
});
