import { describe, expect, test } from "vitest";
import { planFile, settlePlanFile } from "../../../core/cutover/index.ts";

const settle = (value: unknown) => settlePlanFile(planFile.parse(value));

describe("the plan file", () => {
  test("an empty one is the default plan", () => {
    expect(settle({})).toMatchObject({ name: "default", maxCanaryWeight: 99, soakMs: 20_000 });
    expect(settle({}).canary.map((step) => [step.weight, step.minSamples])).toEqual([
      [10, 30],
      [25, 30],
      [50, 30],
    ]);
  });

  test("a cap leaves out what is above it, and is itself the step where nothing is left", () => {
    expect(settle({ maxCanaryWeight: 25 }).canary.map((step) => step.weight)).toEqual([10, 25]);
    expect(settle({ maxCanaryWeight: 5, minSamples: 200 }).canary).toEqual([
      { weight: 5, watchMs: 20_000, minSamples: 200 },
    ]);
  });

  test("a step's own values go before the plan's", () => {
    const { canary } = settle({ canary: [{ weight: 1, watchMs: 5, minSamples: 99 }, 40], watchMs: 7 });
    expect(canary).toEqual([
      { weight: 1, watchMs: 5, minSamples: 99 },
      { weight: 40, watchMs: 7, minSamples: 30 },
    ]);
  });

  test("limits that are not given keep their defaults", () => {
    expect(settle({ limits: { maxAttempts: 9 } }).limits).toMatchObject({ maxAttempts: 9, maxOutageMs: 60_000 });
  });

  test.each([
    [{ canary: [25, 25] }, "canary.1"],
    [{ canary: [10, 50, 25] }, "canary.2"],
    [{ canary: [10, 50], maxCanaryWeight: 30 }, "canary.1"],
  ])("refuses weights that do not rise or are above the cap: %j", (value, field) => {
    expect(() => settle(value)).toThrow(expect.objectContaining({ code: "plan-weights", field, exitCode: 2 }));
  });

  test.each([
    { canary: [0] },
    { canary: [100] },
    { canary: [-1] },
    { canary: [10.5] },
    { canary: [] },
    { canary: ["10"] },
    { canary: [{ weight: 10, wieght: 1 }] },
    { holdBefore: ["flop"] },
    { holdBefore: ["rollback"] },
    { base: "long" },
    { minSamples: 1 },
    { soakMs: -1 },
    { soakSeconds: 20 },
    { limits: { maxAttempts: 0 } },
    null,
    [],
  ])("the schema refuses %j", (value) => {
    expect(planFile.safeParse(value).success).toBe(false);
  });
});
