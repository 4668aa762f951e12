import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { versionNamed, versions } from "../../../examples/orders/versions.ts";

test("workload.json lists exactly the versions that there are", () => {
  const workload = JSON.parse(readFileSync(new URL("../../../examples/orders/workload.json", import.meta.url), "utf8"));
  expect(workload.versions).toEqual(versions.map(({ name }) => name));
});

test("a version that does not exist is refused with those that do", () => {
  expect(() => versionNamed("v9.0.0")).toThrow(
    expect.objectContaining({
      code: "version-unknown",
      field: "VERSION",
      next: expect.stringContaining("v2.0.0-slow"),
    }),
  );
});
