import { afterEach, describe, expect, test } from "vitest";
import type { MigrationEffects } from "../../../automation/cutover/migration-port.ts";
import type { MetricSource } from "../../../core/aca/index.ts";
import { foldRun, type PlanFile } from "../../../core/cutover/index.ts";
import { planOf } from "../../support/cutover-plans.ts";
import { DrivenWorld } from "../../support/driven-world.ts";

const quick: PlanFile = {
  base: "short",
  warmupMs: 0,
  watchMs: 50,
  soakMs: 200,
  maxWaitMs: 500,
  limits: { retryAfterMs: 10, maxAttempts: 2, maxOutageMs: 500 },
};
const mapping = { id: "orders-1-to-2", reversible: true, shadowRead: 10 };

let world: DrivenWorld;
afterEach(() => world.close());

/** A fake migration that notes what was asked of it, and at which color the traffic was. */
function migration(log: string[], over: Partial<MigrationEffects> = {}): MigrationEffects {
  return {
    backfill: async () => void log.push("backfill"),
    judgeShadowRead: async (step, _since, number) => ({
      kind: "look",
      step: step.id,
      verdict: "pass",
      score: 1,
      samples: { baseline: 100, canary: 100 },
      text: `look ${number}`,
      artifactDigest: null,
    }),
    shadowReads: () => ({ baseline: 100, canary: 100 }),
    reverseSync: async () => void log.push(`sync at ${world.release.activeColor}`),
    ...over,
  };
}

describe("a driver with a migration", () => {
  test("brings every state about in order, backfill and shadow-read included", async () => {
    world = new DrivenWorld(planOf(quick, mapping));
    const log: string[] = [];
    expect(await world.drive(migration(log))).toEqual({ kind: "ended" });
    expect(log).toEqual(["backfill"]);
    expect(world.events.filter((e) => e.kind === "step.passed").map((e) => e.step)).toEqual([
      "preflight",
      "deployIdle",
      "dualWrite",
      "backfill",
      "shadowRead",
      "canary-25",
      "flip",
      "soak",
      "finish",
    ]);
    expect(
      world.ups.map(({ dualWrite, shadowRead, canaryWeight, activeColor }) => [
        dualWrite,
        shadowRead,
        canaryWeight,
        activeColor,
      ]),
    ).toEqual([
      [false, 0, 0, "blue"],
      [true, 0, 0, "blue"],
      [true, 10, 0, "blue"],
      [true, 0, 25, "blue"],
      [true, 0, 0, "green"],
      [false, 0, 0, "green"],
    ]);
  });

  test("goes on with a backfill that failed, and holds when it fails again and again", async () => {
    world = new DrivenWorld(planOf(quick, mapping));
    const end = await world.drive(migration([], { backfill: () => Promise.reject(new Error("secondary is down")) }));
    expect(end).toMatchObject({ kind: "held" });
    expect(foldRun(world.events).hold?.reason).toMatchObject({
      code: "effect-failed",
      text: expect.stringContaining("secondary is down"),
    });
  });

  test("syncs back before the traffic turns and once more after it", async () => {
    world = new DrivenWorld(planOf({ ...quick, soakMs: 60_000 }, mapping));
    const log: string[] = [];
    const driving = world.drive(migration(log));
    while (!world.events.some((e) => e.kind === "step.passed" && e.step === "flip"))
      await new Promise((r) => setTimeout(r, 10));
    world.command("backout");
    await driving;
    expect(log).toEqual(["backfill", "sync at green", "sync at blue"]);
    expect(world.events.at(-1)).toMatchObject({ kind: "run.ended", outcome: "backedOut" });
  });

  test("leaves the traffic where the data is when the sync fails, and holds until a person accepts the loss", async () => {
    world = new DrivenWorld(planOf({ ...quick, soakMs: 60_000 }, mapping));
    const log: string[] = [];
    const broken = migration(log, { reverseSync: () => Promise.reject(new Error("old side is gone")) });
    const driving = world.drive(broken);
    while (!world.events.some((e) => e.kind === "step.passed" && e.step === "flip"))
      await new Promise((r) => setTimeout(r, 10));
    world.command("backout");
    expect(await driving).toMatchObject({ kind: "held" });
    expect(world.release.activeColor).toBe("green");
    expect(foldRun(world.events).hold?.reason).toMatchObject({
      code: "backout-failed",
      text: expect.stringContaining("old side is gone"),
    });
    expect(world.kinds().filter((kind) => kind.startsWith("backout.outcome"))).not.toContain("backout.outcome done");
    world.command("backout", true);
    await world.drive(broken);
    expect(world.release.activeColor).toBe("blue");
    expect(world.events.at(-1)).toMatchObject({ kind: "run.ended", outcome: "backedOut" });
  });

  test("says what is missing where a mapping is declared and nothing brings it about", async () => {
    world = new DrivenWorld(planOf(quick, mapping));
    await world.drive(null);
    expect(foldRun(world.events).hold?.reason.text).toMatch(/orders-1-to-2/);
  });
});

describe("a breach while an up runs", () => {
  test("is in the ledger at once, ends the up, and the backout does not wait for it", async () => {
    let aborted = 0;
    world = new DrivenWorld(planOf({ ...quick, canary: [10, 50] }), {
      up: async (release, signal) => {
        if (release.canaryWeight !== 50) return;
        world.errorShare = 1;
        await new Promise<void>((_, reject) => {
          signal?.addEventListener("abort", () => {
            aborted = Date.now();
            reject(new Error("update canceled"));
          });
        });
      },
    });
    expect(await world.drive()).toEqual({ kind: "ended" });
    const kinds = world.kinds();
    const from = kinds.indexOf("breach");
    expect(kinds.slice(from, from + 4)).toEqual([
      "breach",
      "step.outcome overtaken",
      "backout.intent",
      "backout.outcome done",
    ]);
    expect(aborted - world.events[from]!.at).toBeLessThan(10_000);
    expect(world.release).toMatchObject({ activeColor: "blue", canaryWeight: 0 });
  });

  test("that comes through all the same is backed out too", async () => {
    world = new DrivenWorld(planOf({ ...quick, canary: [10, 50] }), {
      up: async (release, signal) => {
        if (release.canaryWeight !== 50) return;
        world.errorShare = 1;
        await new Promise<void>((resolve) => signal?.addEventListener("abort", () => resolve()));
      },
    });
    await world.drive();
    const kinds = world.kinds();
    expect(kinds.slice(kinds.indexOf("breach")).slice(0, 3)).toEqual(["breach", "step.outcome done", "backout.intent"]);
    expect(world.release.activeColor).toBe("blue");
  });
});

describe("an up that hangs", () => {
  const hanging = (release: { canaryWeight: number }, signal: AbortSignal | undefined): Promise<void> =>
    release.canaryWeight === 25
      ? new Promise((_, reject) => signal?.addEventListener("abort", () => reject(new Error("update canceled"))))
      : Promise.resolve();

  test("is ended at its deadline, tried again, and then holds", async () => {
    world = new DrivenWorld(planOf({ ...quick, limits: { ...quick.limits, maxUpMs: 1_000 } }), { up: hanging });
    expect(await world.drive()).toMatchObject({ kind: "held" });
    expect(foldRun(world.events).hold?.reason).toMatchObject({
      code: "effect-failed",
      text: expect.stringMatching(/did not come back/),
    });
    expect(world.kinds().filter((kind) => kind === "step.outcome up-deadline")).toHaveLength(2);
    expect(world.locksCleared, "the lock of each engine that was ended").toBe(2);
  });

  test("is ended for a person's backout", async () => {
    world = new DrivenWorld(planOf(quick), {
      up: (release, signal) => {
        if (release.canaryWeight === 25) world.command("backout");
        return hanging(release, signal);
      },
    });
    expect(await world.drive()).toEqual({ kind: "ended" });
    const kinds = world.kinds();
    expect(kinds.slice(kinds.indexOf("step.outcome overtaken")).slice(0, 4)).toEqual([
      "step.outcome overtaken",
      "command",
      "backout.intent",
      "backout.outcome done",
    ]);
  });
});

describe("a driver whose judge asks a server", () => {
  const judged = (samples: MetricSource["samples"]): void => {
    world = new DrivenWorld(planOf(quick));
    world.aca = {
      metrics: [
        {
          name: "p95",
          kind: "continuous",
          direction: "increase",
          critical: true,
          margin: 0.2,
          source: { query: "p95{color='{{color}}'}" },
        },
      ],
      sources: { main: { type: "prometheus", url: "http://127.0.0.1:1", stepSeconds: 0.001 } },
      looks: { alpha: 0.002 },
    };
    world.sources = { main: { samples } };
  };
  const data = (level: number) => Array.from({ length: 60 }, (_, n) => level + (n % 7));

  test("goes on with samples that are alike, and goes back with what is worse", async () => {
    judged(async (resolved) => ({ outcome: "data", samples: data(10), resolved }));
    expect(await world.drive()).toEqual({ kind: "ended" });
    expect(world.events.at(-1)).toMatchObject({ kind: "run.ended", outcome: "finished" });
    world.close();
    judged(async (resolved) => ({ outcome: "data", samples: data(resolved.includes("green") ? 40 : 10), resolved }));
    expect(await world.drive()).toEqual({ kind: "ended" });
    expect(world.events.at(-1)).toMatchObject({ kind: "run.ended", outcome: "backedOut" });
    expect(world.events.find(({ kind }) => kind === "look")).toMatchObject({ verdict: "fail" });
  });

  test("holds, and does not back out, when the server fails", async () => {
    judged(async (resolved) => ({ outcome: "error", text: "connection refused", resolved, retriable: true }));
    expect(await world.drive()).toMatchObject({ kind: "held", exposed: true });
    expect(foldRun(world.events).hold?.reason).toMatchObject({
      code: "judge-error",
      text: expect.stringContaining("connection refused"),
    });
    expect(world.events.filter(({ kind }) => kind === "backout.intent")).toEqual([]);
  });

  /** As a server that never answers: only the signal ends it. */
  const hanging =
    (begun: () => void): MetricSource["samples"] =>
    (resolved, _window, signal) =>
      new Promise((resolve) => {
        begun();
        const text = "it was ended";
        signal?.addEventListener("abort", () => resolve({ outcome: "error", text, resolved, retriable: true }));
      });

  test("backs out of a breach while the server is still being asked", async () => {
    judged(
      hanging(() => {
        world.errorShare = 0.5;
      }),
    );
    expect(await world.drive()).toEqual({ kind: "ended" });
    expect(world.events.filter(({ kind }) => kind === "look")).toEqual([]);
    expect(world.events.at(-1)).toMatchObject({ kind: "run.ended", outcome: "backedOut" });
  });

  test("hears a person while the server is still being asked", async () => {
    judged(
      hanging(() => {
        world.command("backout");
      }),
    );
    expect(await world.drive()).toEqual({ kind: "ended" });
    expect(world.events.at(-1)).toMatchObject({ kind: "run.ended", outcome: "backedOut" });
  });
});
