import { expect, test } from "vitest";
import { assertClock } from "../../../adapters/policy/index.ts";

test("a clock that differs from the file system's by more than two minutes decides nothing", () => {
  const now = Date.now();
  expect(() => assertClock(now)).not.toThrow();
  expect(() => assertClock(now - 119_000, () => now)).not.toThrow();
  expect(() => assertClock(now - 121_000, () => now)).toThrow(expect.objectContaining({ code: "clock-differs" }));
  expect(() => assertClock(now + 121_000, () => now)).toThrow(expect.objectContaining({ code: "clock-differs" }));
});

test("where no file can be made nothing is known, and nothing refused", () => {
  expect(() => assertClock(0, () => null)).not.toThrow();
});
