import { describe, expect, it } from "vitest";
import { nearest } from "../../../core/text/index.ts";

describe("nearest", () => {
  it("finds transpositions, omissions and other letter case", () => {
    expect(nearest("expries", ["owner", "expires", "scope"])).toBe("expires");
    expect(nearest("exception", ["exceptions", "end"])).toBe("exceptions");
    expect(nearest("Owner", ["owner"])).toBe("owner");
  });

  it("is silent when nothing is near", () => {
    expect(nearest("budget", ["owner", "scope"])).toBeUndefined();
    expect(nearest("x", [])).toBeUndefined();
  });
});
