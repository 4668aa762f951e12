import fc from "fast-check";
import { expect, it } from "vitest";
import { resolveQuery } from "../../../core/aca/query.ts";

it("fills in every placeholder, and what it fills in never ends a quoted matcher", () => {
  fc.assert(
    fc.property(fc.string(), (value) => {
      let query: string;
      try {
        query = resolveQuery('up{color="{{color}}",side="{{ side }}"}', { color: value, side: "canary" }, "f");
      } catch (error) {
        expect(error).toMatchObject({ code: "bad-placeholder-value", exitCode: 2, field: "f" });
        return;
      }
      expect(query).toBe(`up{color="${value}",side="canary"}`);
      expect(value).not.toMatch(/["\\{}\n]/);
    }),
  );
});

it("names a placeholder that nothing is known for, inherited names too", () => {
  for (const name of ["zone", "constructor"])
    expect(() => resolveQuery(`up{a="{{${name}}}"}`, { side: "canary" }, "f")).toThrow(
      expect.objectContaining({ code: "unknown-placeholder" }),
    );
});
