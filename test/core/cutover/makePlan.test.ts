import { describe, expect, test } from "vitest";
import { planDigest, type Release } from "../../../core/cutover/index.ts";
import { release as releaseInput } from "../../../stacks/inputs/release.ts";
import { planOf, RESTING } from "../../support/cutover-plans.ts";

const mapping = { id: "m", reversible: true, shadowRead: 20 };
const ids = (plan: ReturnType<typeof planOf>): string[] => plan.steps.map((step) => step.id);
const releaseAfter = (id: string, plan = planOf()): Release => plan.steps.find((step) => step.id === id)!.release;

describe("makePlan", () => {
  test("the default plan goes by 10, 25 and 50 percent, the short one by 25", () => {
    expect(ids(planOf())).toEqual([
      "preflight",
      "deployIdle",
      "canary-10",
      "canary-25",
      "canary-50",
      "flip",
      "soak",
      "finish",
    ]);
    expect(ids(planOf({ base: "short" }))).toEqual(["preflight", "deployIdle", "canary-25", "flip", "soak", "finish"]);
  });

  test("the short plan watches for less than half a minute, so that 60 s are enough for the whole", () => {
    const watched = planOf({ base: "short" }).steps.reduce((sum, step) => sum + step.warmupMs + step.watchMs, 0);
    expect(watched).toBeLessThanOrEqual(25_000);
  });

  test("each release differs from the one before in what its step is for", () => {
    const v2 = { version: "v2.0.0" };
    const deployed = { ...RESTING, green: v2, baseline: { version: "v1.0.0" } };
    expect(releaseAfter("preflight")).toEqual(RESTING);
    expect(releaseAfter("deployIdle")).toEqual(deployed);
    expect(releaseAfter("canary-10")).toEqual({ ...deployed, canaryWeight: 10 });
    expect(releaseAfter("canary-50")).toEqual({ ...deployed, canaryWeight: 50 });
    expect(releaseAfter("flip")).toEqual({ ...RESTING, activeColor: "green", green: v2 });
    expect(releaseAfter("soak")).toEqual(releaseAfter("flip"));
    const { blue: _, ...withoutBlue } = RESTING;
    expect(releaseAfter("finish")).toEqual({ ...withoutBlue, activeColor: "green", green: v2 });
  });

  test("from green it goes to blue, and replaces what was idle there", () => {
    const before = { ...RESTING, activeColor: "green", green: { version: "v1.5.0" }, blue: { version: "v0.9.0" } };
    const plan = planOf({ base: "default" }, null, before);
    expect(plan).toMatchObject({
      from: { color: "green", version: "v1.5.0" },
      to: { color: "blue", version: "v2.0.0" },
    });
    expect(plan.preRun.release).toEqual(before);
    expect(releaseAfter("deployIdle", plan).blue).toEqual({ version: "v2.0.0" });
    expect(Object.keys(releaseAfter("finish", plan))).not.toContain("green");
  });

  test("a declared mapping adds the migration states and says how far a backout is safe", () => {
    const plan = planOf({ base: "short" }, mapping);
    expect(ids(plan).slice(2, 5)).toEqual(["dualWrite", "backfill", "shadowRead"]);
    expect(releaseAfter("backfill", plan)).toMatchObject({ dualWrite: true, shadowRead: 0 });
    expect(releaseAfter("shadowRead", plan)).toMatchObject({ dualWrite: true, shadowRead: 20 });
    expect(releaseAfter("canary-25", plan)).toMatchObject({ dualWrite: true, shadowRead: 0 });
    expect(releaseAfter("finish", plan)).toMatchObject({ dualWrite: false });
    const safety = (reversible: boolean) =>
      planOf({ base: "short" }, { ...mapping, reversible }).steps.map((step) => step.backout);
    expect(new Set(safety(true).slice(0, 6))).toEqual(new Set(["safe"]));
    expect(safety(true).slice(6)).toEqual(["reverse-sync-first", "reverse-sync-first", "reverse-sync-first"]);
    expect(safety(false).slice(6)).toEqual(["past-return", "past-return", "past-return"]);
  });

  test("every release of every plan is one that the stack's inputs accept", () => {
    for (const plan of [planOf(), planOf({ base: "short" }, mapping)])
      for (const { release } of plan.steps) expect(releaseInput.parse(release)).toEqual(release);
  });

  test("the digest is the plan's: the same for the same plan, another for another", () => {
    expect(planDigest(planOf())).toBe(planDigest(planOf()));
    expect(planDigest(planOf())).not.toBe(planDigest(planOf({ base: "short" })));
  });

  test.each([
    ["a color that is neither", { ...RESTING, activeColor: "red" }, "release-invalid", "release.activeColor"],
    [
      "an active color without a version",
      { ...RESTING, activeColor: "green" },
      "release-invalid",
      "release.green.version",
    ],
    ["an unknown key", { ...RESTING, colour: 1 }, "release-invalid", "release."],
    ["a run half-way", { ...RESTING, canaryWeight: 10 }, "release-not-at-rest", "release.canaryWeight"],
    ["a baseline left over", { ...RESTING, baseline: { version: "v1" } }, "release-not-at-rest", "release.baseline"],
    ["the version that is active", { ...RESTING, blue: { version: "v2.0.0" } }, "version-already-active", "to"],
  ])("refuses %s", (_, release, code, field) => {
    expect(() => planOf({ base: "default" }, null, release)).toThrow(
      expect.objectContaining({ code, field: expect.stringContaining(field), exitCode: 2, next: expect.any(String) }),
    );
  });
});
