import { describe, expect, test } from "vitest";
import { foldRun, probeFact, type WorldState } from "../../../core/cutover/index.ts";
import { history, START, upTo } from "../../support/cutover-history.ts";
import { planOf } from "../../support/cutover-plans.ts";

const plan = planOf({ base: "short" });
const state = foldRun(history(upTo(plan, "flip", false)));
const digestAt = (id: string): string => plan.steps.find((step) => step.id === id)!.configDigest;
const world = (configDigest: string, settled = true): WorldState => ({
  kind: "known",
  at: START,
  configDigest,
  settled,
  activeColor: "blue",
  fencingToken: 1,
});
const dark: WorldState = { kind: "unknown", reason: { code: "outage", text: "down" } };
const probe = (step: string, seen: WorldState) => probeFact(state, step, seen, START + 1);

describe("a look at the world", () => {
  test("finds a step done only when its config is there and wholly brought about", () => {
    expect(probe("flip", world(digestAt("flip")))).toMatchObject({
      kind: "step.outcome",
      outcome: "probed",
      error: null,
    });
    expect(probe("flip", world(digestAt("flip"), false))).toMatchObject({
      outcome: "absent",
      error: { code: "unsettled" },
    });
    expect(probe("flip", world(digestAt("canary-25")))).toMatchObject({
      outcome: "absent",
      error: { code: "not-applied" },
    });
  });

  test("names a config that is no step's", () => {
    expect(probe("flip", world("sha256:other"))).toMatchObject({ outcome: "absent", error: { code: "config-drift" } });
  });

  test("that fails leaves the intent open", () => {
    expect(probe("flip", dark)).toEqual({
      kind: "probe.failed",
      step: "flip",
      reason: { code: "outage", text: "down" },
    });
  });

  test("is not needed for a step that changes nothing", () => {
    expect(probe("preflight", dark)).toMatchObject({ outcome: "absent" });
    expect(probe("soak", dark)).toMatchObject({ outcome: "probed" });
  });

  test("finds a backout restored, not restored, or too late", () => {
    const before = plan.preRun.configDigest;
    expect(probe("backout", world(before))).toMatchObject({
      kind: "backout.outcome",
      outcome: "probed",
      restoredAt: START + 1,
    });
    expect(probe("backout", world(before, false))).toMatchObject({ outcome: "absent", restoredAt: null });
    expect(probe("backout", world(digestAt("flip")))).toMatchObject({ outcome: "absent" });
    expect(probe("backout", world(digestAt("finish")))).toMatchObject({
      outcome: "absent",
      error: { code: "run-closed" },
    });
  });
});
