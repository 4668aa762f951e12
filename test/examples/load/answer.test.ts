import { expect, test } from "vitest";
import { outcomeOf, servedBy } from "../../../examples/load/answer.ts";

test.each([
  ["place", 201, false, "ok"],
  ["read", 200, false, "ok"],
  ["place", 200, false, "unexpected"],
  ["read", 404, false, "unexpected"],
  ["place", 500, false, "service-error"],
  ["read", 503, false, "service-error"],
  ["read", 502, true, "router-error"],
] as const)("%s answered with %i, router's own %s: %s", (kind, status, fromRouter, outcome) => {
  expect(outcomeOf(kind, status, fromRouter)).toBe(outcome);
});

test("who served is null where nobody says", () => {
  expect(servedBy("blue;v1.0.0;b0")).toEqual({ color: "blue", version: "v1.0.0", replica: "b0" });
  expect(servedBy(undefined)).toEqual({ color: null, version: null, replica: null });
});
