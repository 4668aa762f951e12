import { describe, expect, test } from "vitest";
import { canonicalJson, digestOf, sha256 } from "../../../core/ledger/index.ts";

describe("canonical JSON", () => {
  test("sorts keys by code unit and writes numbers as RFC 8785 does", () => {
    expect(canonicalJson({ b: [1e21, 0.1, -0, 1e-7], a: "\u20ac", "\u{1f600}": 1, "\ufb33": 2 })).toBe(
      '{"a":"\u20ac","b":[1e+21,0.1,0,1e-7],"\u{1f600}":1,"\ufb33":2}',
    );
  });

  test.each([[undefined], [Number.NaN], [Number.POSITIVE_INFINITY], ["\ud800"], [() => 1]])("refuses %s", (value) => {
    expect(() => canonicalJson(value)).toThrow(TypeError);
  });

  test("digests are the published SHA-256 values", () => {
    expect(sha256("")).toBe("sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    expect(sha256("abc")).toBe("sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    expect(digestOf({ b: 1, a: undefined })).toBe(sha256('{"b":1}'));
  });
});
