import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { runSchema } from "../../automation/documents/run.ts";
import { DemoWorld, type Run } from "../support/demo-world.ts";

let world: DemoWorld;
beforeAll(async () => {
  world = await DemoWorld.open(120);
  world.planFile("impatient", { maxWaitMs: 4_000, watchMs: 12_000, limits: { retryAfterMs: 500, maxOutageMs: 4_000 } });
});
afterAll(() => world?.close());

const documentOf = (run: Run) => runSchema.parse(JSON.parse(run.stdout));

describe("a driver that is killed or interrupted", () => {
  it("is resumed to the end after kills in three states, and no order is lost or twice", async () => {
    const start = [
      "cutover",
      "start",
      "--service",
      "orders",
      "--to",
      "v2.0.0",
      "--plan-file",
      world.planFile("quick", {}),
    ];
    const resume = ["cutover", "resume"];
    for (const [words, killAt] of [
      [start, "deployIdle.after.intent"],
      [resume, "flip.after.up"],
      [resume, "finish.before.outcome"],
    ] as const) {
      const killed = await world.spawn(words, { MAESTRO_TEST_KILL_AT: killAt }).ended;
      expect(killed.signal, `${killAt}\n${killed.output}`).toBe("SIGKILL");
    }
    const last = await world.spawn([...resume, "--json"]).ended;
    expect(last.code, last.output).toBe(0);
    const document = documentOf(last);
    expect(document).toMatchObject({
      outcome: "finished",
      resumes: 3,
      activeColor: "green",
      traffic: { failed: 0, failedBySwitch: 0 },
      writes: { lost: 0, duplicated: 0 },
      ledger: { verified: true },
    });
    expect(document.steps.every(({ outcome }) => outcome === "done")).toBe(true);
    expect(await world.servedBy()).toEqual(["green v2.0.0"]);
  });

  it("holds on Ctrl-C in deployIdle, canary and soak, and is resumed to the end", async () => {
    const plan = world.planFile("long-soak", { soakMs: 6_000 });
    const ctrlC = async (words: readonly string[], when: RegExp): Promise<Run> => {
      const driver = world.spawn(words, {}, true);
      await driver.said(when);
      driver.signal("SIGINT");
      const run = await driver.ended;
      expect(run.code, run.output).toBe(3);
      expect(run.output).toMatch(/hold by person:terminal: interrupted/);
      expect(documentOf(await world.maestro("cutover", "status", "--json"))).toMatchObject({ outcome: "held" });
      return run;
    };
    await ctrlC(
      ["cutover", "start", "--service", "orders", "--to", "v1.0.0", "--plan-file", plan],
      /deployIdle, 0 %|preflight: done/,
    );
    await ctrlC(["cutover", "resume"], /canary-25: done/);
    const watcher = await world.driverWithin(30_000);
    process.kill(watcher.pid, "SIGINT");
    await world.driverGone(20_000);
    await ctrlC(["cutover", "resume"], /flip: done/);
    const last = await world.maestro("cutover", "resume", "--json");
    expect(last.code, last.output).toBe(0);
    expect(documentOf(last)).toMatchObject({ outcome: "finished", activeColor: "blue", traffic: { failed: 0 } });
  });
});

describe("a world that fails in mid-run", () => {
  afterEach(async () => {
    await world.reset();
    expect(await world.servedBy()).toEqual(["blue v1.0.0"]);
  });

  it("ends a backout that was killed half-way", async () => {
    const driver = world.start("v2.0.0");
    await driver.said(/canary-25: done/);
    driver.signal("SIGKILL");
    await driver.ended;
    const killed = await world.spawn(["cutover", "backout"], { MAESTRO_TEST_KILL_AT: "backout.after.up" }).ended;
    expect(killed.signal, killed.output).toBe("SIGKILL");
    const last = await world.maestro("cutover", "resume", "--json");
    expect(last.code, last.output).toBe(1);
    expect(documentOf(last)).toMatchObject({
      outcome: "backedOut",
      activeColor: "blue",
      traffic: { failedBySwitch: 0 },
    });
  });

  it("stops forward steps when a freeze begins, and lets a person go back in it", async () => {
    const driver = world.start("v2.0.0");
    await driver.said(/canary-25: done/);
    world.freeze(true);
    const run = await driver.ended;
    expect(run.code, run.output).toBe(3);
    const held = documentOf(await world.maestro("cutover", "status", "--json"));
    expect(held).toMatchObject({ outcome: "held", activeColor: "blue", reason: { code: "freeze" } });
    const promote = await world.maestro("cutover", "promote");
    expect(promote.code, promote.output).toBe(1);
    const back = await world.maestro("cutover", "backout", "--reason", "not before the holidays", "--json");
    expect(back.code, back.output).toBe(1);
    expect(documentOf(back)).toMatchObject({
      outcome: "backedOut",
      activeColor: "blue",
      traffic: { failedBySwitch: 0 },
    });
    expect((await world.traffic()).weights).toEqual({ "active blue": 100 });
  });

  it("holds, and does not go back, when one side gives no data", async () => {
    const driver = world.start("v2.0.0", "impatient");
    await driver.said(/canary-25: done/);
    expect(await world.kill(/baseline/)).toBe(2);
    const run = await driver.ended;
    expect(run.code, run.output).toBe(3);
    const held = documentOf(await world.maestro("cutover", "status", "--json"));
    expect(held).toMatchObject({ outcome: "held", activeColor: "blue", backout: null });
    expect(held.flips).toEqual([]);
  });

  // Last: its failures stay in the load's totals.
  it("goes back although the router has died, which starts it again", async () => {
    const driver = world.start("v2.0.0", "impatient");
    await driver.said(/canary-25: done/);
    expect(await world.kill(/^router$/)).toBe(1);
    const run = await driver.ended;
    expect(run.code, run.output).toBe(3);
    const back = await world.maestro("cutover", "backout", "--json");
    expect(back.code, back.output).toBe(1);
    expect(documentOf(back)).toMatchObject({ outcome: "backedOut", activeColor: "blue" });
  });
});
