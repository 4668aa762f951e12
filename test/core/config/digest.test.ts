import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { configDigest, ownSections } from "../../../core/config/index.ts";

const config = { service: "orders", release: { activeColor: "blue", blue: { version: "v1.0.0" } } };

describe("configDigest", () => {
  it("is a SHA-256 over the canonical form", () => {
    expect(configDigest({ b: 1, a: "x" })).toBe(
      "sha256:cdab067e9f3beb32d1252cfd63e492592fecbf591b0d08cadb24bb17f3864246",
    );
  });

  it("does not see who allowed the change, who drives it, nor empty sections", () => {
    const digest = configDigest(config);
    expect(
      configDigest({ ...config, change: { ticket: "CHG1" }, run: { id: "r", fencingToken: 3 }, capacity: {} }),
    ).toBe(digest);
    expect(configDigest({ ...config, service: "other" })).not.toBe(digest);
  });

  it("is the same for the stack file and for Pulumi's flat config", () => {
    fc.assert(
      fc.property(
        fc.dictionary(
          fc.stringMatching(/^[a-z]+$/),
          fc.dictionary(fc.string(), fc.oneof(fc.integer(), fc.boolean(), fc.string())),
        ),
        (own) => {
          const flat = Object.fromEntries(
            Object.entries(own).map(([key, value]) => [`ns:${key}`, JSON.stringify(value)]),
          );
          expect(configDigest(ownSections(flat, "ns"))).toBe(configDigest(own));
        },
      ),
    );
  });
});
