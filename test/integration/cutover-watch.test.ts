import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { readLedger } from "../../adapters/ledger/index.ts";
import { runSchema } from "../../automation/documents/run.ts";
import { eventsOfRun, type RunEvent } from "../../core/cutover/index.ts";
import { DemoWorld } from "../support/demo-world.ts";

describe("the breach watch", () => {
  let world: DemoWorld;
  beforeAll(async () => {
    world = await DemoWorld.open(240);
  });
  afterEach(() => world.reset());
  afterAll(() => world?.close());

  const status = async () => runSchema.parse(JSON.parse((await world.maestro("cutover", "status", "--json")).stdout));
  const eventsOf = (runId: string): RunEvent[] => eventsOfRun(readLedger(world.stateDir).entries, runId);

  it("ends an up that hangs when a breach shows, and goes back", async () => {
    world.planFile("two", { canary: [10, 50] });
    const hang = join(world.dir, "hang");
    const pack = join(world.projectDir, "policypacks", "dist", "index.cjs");
    const own = readFileSync(pack, "utf8");
    // A pack that blocks for two minutes, once: the engine then answers to no SIGINT.
    const block = `{ const fs = require("node:fs"); if (fs.existsSync(${JSON.stringify(hang)})) { fs.rmSync(${JSON.stringify(hang)}); Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 120000); } }\n`;
    writeFileSync(pack, `${block}${own}`);
    const driver = world.start("v2.0.0", "two", "--json");
    await driver.said(/canary-10: done/);
    writeFileSync(hang, "");
    while (existsSync(hang)) await sleep(50);
    expect(await world.kill(/green/)).toBeGreaterThan(0);
    const run = await driver.ended;
    expect(run.code, run.output).toBe(1);
    const document = runSchema.parse(JSON.parse(run.stdout));
    expect(document).toMatchObject({ outcome: "backedOut", activeColor: "blue", reason: { code: "breach" } });
    const events = eventsOf(document.runId);
    const order = events
      .filter((e) => ["breach", "backout.intent"].includes(e.kind) || (e.kind === "step.outcome" && e.error !== null))
      .map((e) => (e.kind === "step.outcome" ? e.error!.code : e.kind));
    expect(order).toEqual(["breach", "overtaken", "backout.intent"]);
    const at = (kind: RunEvent["kind"]): number => events.find((e) => e.kind === kind)!.at;
    expect(at("backout.intent") - at("breach"), "it did not wait for the pack").toBeLessThan(60_000);
    console.info(`breach to 100 % on blue: ${document.backout!.ms} ms, with an up ended in between`);
    expect(await world.servedBy()).toEqual(["blue v1.0.0"]);
    expect((await world.traffic()).weights).toEqual({ "active blue": 100 });
  });

  it("is kept up by a driver that reads before the one before it leaves", async () => {
    const driver = world.start("v2.0.0");
    await driver.said(/canary-25: done/);
    const held = await world.maestro("cutover", "hold", "--reason", "let me look");
    expect(held.code, held.output).toBe(3);
    const { runId } = await status();
    const ready = join(world.stateDir, "inbox", runId, "successor");
    let [readyBefore, freeFrom, gap] = [false, 0, -1];
    for (const end = Date.now() + 60_000; gap < 0 && Date.now() < end; await sleep(5)) {
      const pid = world.driver()?.pid ?? null;
      if (pid === driver.pid) readyBefore = existsSync(ready);
      else if (pid === null) freeFrom ||= Date.now();
      else gap = freeFrom === 0 ? 0 : Date.now() - freeFrom;
    }
    expect(readyBefore, "the next driver had readings while the first still drove").toBe(true);
    expect(gap, "the lease was taken over").toBeGreaterThanOrEqual(0);
    console.info(`nobody held the lease for ${gap} ms`);
    expect((await driver.ended).code).toBe(3);
    const watcher = await world.driverWithin(1_000);
    expect(watcher.pid).toBe(Number(readFileSync(ready, "utf8")));
    // What breaks now is the watcher's to see.
    expect(await world.kill(/green/)).toBeGreaterThan(0);
    await world.driverGone(60_000);
    expect(await status()).toMatchObject({ outcome: "backedOut", activeColor: "blue", reason: { code: "breach" } });
    expect(await world.servedBy()).toEqual(["blue v1.0.0"]);
  });
});
