import { expect, test } from "vitest";
import { selectTools } from "../../../core/toolchain/index.ts";

test("what a tool comes with is selected too, first and once", () => {
  const names = selectTools(["opa", "pulumi-language-nodejs", "opa"]).map((tool) => tool.name);
  expect(names).toEqual(["pulumi", "pulumi-language-nodejs", "opa"]);
});

test("an unknown name is refused with the known ones", () => {
  expect(() => selectTools(["pulumi", "helm"])).toThrow(
    expect.objectContaining({ code: "unknown-tool", next: expect.stringContaining("pulumi-language-nodejs") }),
  );
});
