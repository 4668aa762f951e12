import { existsSync, readFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { runSchema } from "../../automation/documents/run.ts";
import { DemoWorld } from "../support/demo-world.ts";

/** One world through three cutovers: to green, back to blue with a person's hold, and a person's backout. */
describe("a cutover on the engine", () => {
  let world: DemoWorld;
  beforeAll(async () => {
    world = await DemoWorld.open(120);
  });
  afterAll(() => world?.close());

  it("goes to green without a failed request and reports it", async () => {
    const run = await world.start("v2.0.0", "quick", "--json").ended;
    expect(run.code, run.output).toBe(0);
    const document = runSchema.parse(JSON.parse(run.stdout));
    expect(document).toMatchObject({
      kind: "cutover.start",
      outcome: "finished",
      activeColor: "green",
      from: { color: "blue", version: "v1.0.0" },
      to: { color: "green", version: "v2.0.0" },
      reason: null,
      backout: null,
      resumes: 0,
      traffic: { failed: 0, failedBySwitch: 0, seenBy: "client" },
      writes: { lost: 0, duplicated: 0 },
      ledger: { verified: true },
    });
    expect(document.steps.map(({ id, outcome }) => `${id} ${outcome}`)).toEqual(
      ["preflight", "deployIdle", "canary-25", "flip", "soak", "finish"].map((id) => `${id} done`),
    );
    expect(document.steps.find(({ id }) => id === "canary-25")?.aca?.verdict).toBe("pass");
    expect(document.flips).toHaveLength(1);
    expect(document.flips[0]!.ms).toBeGreaterThan(0);
    expect(document.flips[0]!.packMs).toBeGreaterThan(0);
    expect(document.flips[0]!.packMs).toBeLessThan(document.flips[0]!.upMs!);
    expect(document.writes!.accepted).toBeGreaterThan(100);
    const names = document.artifacts.map((file) => basename(file));
    expect(names).toEqual(expect.arrayContaining(["run.json", "ledger.jsonl", "preview.md", "report.html"]));
    for (const file of document.artifacts) expect(existsSync(file), file).toBe(true);
    const stored = runSchema.parse(
      JSON.parse(readFileSync(join(world.dir, "reports", document.runId, "run.json"), "utf8")),
    );
    expect(stored).toMatchObject({ outcome: "finished", flips: document.flips });

    expect(await world.servedBy()).toEqual(["green v2.0.0"]);
    expect((await world.traffic()).weights).toEqual({ "active green": 100 });
    expect(
      world
        .processes()
        .map(({ name }) => name)
        .filter((name) => /blue|baseline/.test(name)),
    ).toEqual([]);
    expect(world.section("run")).toEqual({ fencingToken: document.fencingToken });
    expect(world.driver()).toBeNull();
  });

  it("holds for a person while it drives, keeps its traffic, and goes on when promoted", async () => {
    const driver = world.start("v1.0.0");
    await driver.said(/canary-25: done/);
    const held = await world.json("cutover", "hold", "--reason", "lunch");
    expect(held.code, held.output).toBe(3);
    expect(runSchema.parse(held.document)).toMatchObject({
      kind: "cutover.hold",
      outcome: "held",
      activeColor: "green",
    });
    const ended = await driver.ended;
    expect(ended.code, ended.output).toBe(3);
    expect(ended.output).toMatch(/hold by person:.*lunch/);
    const before = await world.traffic();
    expect(before.weights).toEqual({ "active green": 50, "canary blue": 25, "baseline green": 25 });

    const watcher = await world.driverWithin(20_000);
    expect(await world.traffic()).toEqual(before);
    const status = await world.json("cutover", "status");
    expect(status.code).toBe(3);
    expect(runSchema.parse(status.document)).toMatchObject({ kind: "cutover.status", outcome: "held", state: "hold" });
    const second = await world.start("v1.0.0").ended;
    expect(second.code).toBe(1);
    expect(second.output).toContain(`driven by process ${watcher.pid}`);

    const promoted = await world.json("cutover", "promote", "--reason", "lunch is over");
    expect(promoted.code, promoted.output).toBe(0);
    expect(runSchema.parse(promoted.document)).toMatchObject({
      kind: "cutover.promote",
      outcome: "finished",
      activeColor: "blue",
    });
    expect(await world.servedBy()).toEqual(["blue v1.0.0"]);
  });

  it("goes back when a person says so, and says why in the incident", async () => {
    const driver = world.start("v2.0.0");
    await driver.said(/canary-25: done/);
    const back = await world.json("cutover", "backout", "--reason", "wrong release");
    expect(back.code, back.output).toBe(1);
    const document = runSchema.parse(back.document);
    expect(document).toMatchObject({ outcome: "backedOut", activeColor: "blue" });
    expect(document.backout!.ms).toBeGreaterThanOrEqual(0);
    expect((await driver.ended).code).toBe(1);
    const incident = JSON.parse(
      readFileSync(join(world.dir, "reports", document.runId, "incident.json"), "utf8"),
    ) as Record<string, unknown>;
    expect(JSON.stringify(incident)).toContain("wrong release");
    expect(await world.servedBy()).toEqual(["blue v1.0.0"]);
    expect((await world.traffic()).weights).toEqual({ "active blue": 100 });
  });

  it("tells of all runs, the last one first in status, and of none that is open", async () => {
    const history = await world.json("cutover", "history");
    expect(history.code).toBe(0);
    const runs = history.document.runs as Record<string, unknown>[];
    expect(runs.map((run) => run.outcome)).toEqual(["finished", "finished", "backedOut"]);
    expect(runs[0]).not.toHaveProperty("steps");
    expect((await world.json("cutover", "status")).document.runId).toBe(runs[2]!.runId);
    const resume = await world.json("cutover", "resume");
    expect(resume.code).toBe(2);
    expect(resume.document.error).toMatchObject({ code: "no-open-run" });
  });

  it("has told people of it all, and its ledger verifies, signatures and reports included", async () => {
    const outbox = await world.json("outbox", "list", "--all");
    expect(outbox.document).toMatchObject({ pending: 0 });
    const told = (outbox.document.items as { key: string; topic: string; ref: string }[]).map(({ topic }) => topic);
    expect(told).toEqual([
      "start",
      "flip",
      "finish",
      "start",
      "hold",
      "flip",
      "finish",
      "start",
      "backout",
      "finish",
      "incident",
    ]);
    const incident = (outbox.document.items as { topic: string; ref: string }[]).find(
      ({ topic }) => topic === "incident",
    )!;
    expect(JSON.parse(readFileSync(incident.ref, "utf8"))).toMatchObject({ facts: { review: { kind: "root-cause" } } });
    expect(existsSync(join(dirname(incident.ref), "report.html"))).toBe(true);
    const verified = await world.json("ledger", "verify");
    expect(verified.code, verified.output).toBe(0);
    const { entries, checkpoints, extracts } = verified.document as {
      entries: number;
      checkpoints: { count: number; signedUpTo: number };
      extracts: number;
    };
    expect(checkpoints.count).toBeGreaterThan(10);
    expect(checkpoints.signedUpTo, "all but the last checkpoint itself").toBe(entries - 2);
    expect(extracts).toBeGreaterThan(50);
    const timeline = await world.maestro("ledger", "timeline");
    expect(timeline.output).toMatch(/backout +backout\.intent +backing out: .*wrong release/);
  });
});
