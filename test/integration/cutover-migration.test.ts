import { cpSync, existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { targetOutputs } from "../../automation/cutover/world.ts";
import { runSchema } from "../../automation/documents/run.ts";
import { DemoWorld } from "../support/demo-world.ts";

/** One contract change under load: a shadow-read that holds, a backout, and the same release done right. */
describe("a cutover with a data migration on the engine", () => {
  let world: DemoWorld;
  let database: pg.Client;
  let url: string;

  beforeAll(async () => {
    world = await DemoWorld.open(60);
    const outputs = await targetOutputs((await world.session()).engine);
    url = outputs.url;
    database = new pg.Client({ connectionString: readFileSync(String(outputs.handle.urlFile), "utf8").trim() });
    await database.connect();
    for (const item of ["score/A4", "score/A3/landscape", "stand"])
      for (let n = 0; n < 20; n++) await place(`before-${item.replaceAll("/", "-")}-${n}`, item);
  });
  afterAll(async () => {
    await database?.end();
    await world?.close();
  });

  async function place(clientId: string, item: string): Promise<void> {
    const answer = await fetch(`${url}/orders`, {
      method: "POST",
      body: JSON.stringify({ clientId, item, quantity: 1 }),
    });
    expect(answer.status, await answer.text()).toBe(201);
  }

  async function count(text: string): Promise<number> {
    return Number((await database.query(text)).rows[0].count);
  }

  function report(runId: string): Record<string, Record<string, unknown>> {
    return JSON.parse(readFileSync(join(world.dir, "reports", runId, "migration.json"), "utf8"));
  }

  it("holds in the shadow-read when the new version misreads its table, and a backout leaves nothing captured", async () => {
    const held = await world.start("v3.0.0-misread", "quick", "--mapping", "order_v2", "--json").ended;
    expect(held.code, held.output).toBe(3);
    const document = runSchema.parse(JSON.parse(held.stdout));
    expect(document).toMatchObject({
      outcome: "held",
      state: "hold",
      activeColor: "blue",
      reason: { code: "shadow-read-failed" },
    });
    expect(document.steps.map(({ id }) => id)).toEqual(expect.arrayContaining(["dualWrite", "backfill", "shadowRead"]));
    expect(document.steps.find(({ id }) => id === "canary-25")?.startedAt ?? null).toBeNull();
    const folder = join(world.dir, "reports", document.runId, "shadow-read");
    const looks = readdirSync(folder);
    const { report: shadow } = JSON.parse(readFileSync(join(folder, looks[0]!), "utf8"));
    expect(shadow.mismatches).toBeGreaterThan(0);
    expect(JSON.stringify(shadow)).not.toMatch(/score|A4|before-/);
    const back = await world.maestro("cutover", "backout", "--reason", "it misreads");
    expect(back.code, back.output).toBe(1);
    expect(await count("SELECT count(*) FROM pg_trigger WHERE tgname LIKE 'maestro_order_v2%'")).toBe(0);
    expect(await world.servedBy()).toEqual(["blue v1.0.0"]);
  });

  it("is killed in the backfill, resumed, and backed out of the soak with every order that the new version accepted", async () => {
    const args = ["cutover", "start", "--service", "orders", "--to", "v3.0.0", "--mapping", "order_v2"];
    const killed = await world.spawn([...args, "--plan-file", world.planFile("long-soak", { soakMs: 120_000 })], {
      MAESTRO_TEST_KILL_AT: "backfill.after.up",
    }).ended;
    expect(killed.signal).toBe("SIGKILL");
    await place("while-nobody-drives", "score/A6");
    const resumed = world.spawn(["cutover", "resume", "--json"]);
    let sides: Record<string, boolean> = {};
    for (let waited = 0; waited < 120_000 && sides.new !== true; waited += 250) {
      await sleep(250);
      const { rows } = await database.query(
        "SELECT side, accepts FROM maestro_migration.control WHERE migration = 'order_v2'",
      );
      sides = Object.fromEntries(rows.map(({ side, accepts }) => [side, accepts]));
    }
    expect(sides, resumed.output()).toEqual({ old: false, new: true });
    for (let n = 0; n < 50; n++) await place(`after-flip-${n}`, "score/A7");
    expect(await count("SELECT count(*) FROM orders_v2 WHERE client_id LIKE 'after-flip-%'")).toBe(50);
    await world.maestro("cutover", "backout", "--reason", "a person's word");
    const { stdout, output, code } = await resumed.ended;
    expect(code, output).toBe(1);
    const document = runSchema.parse(JSON.parse(stdout));
    expect(document).toMatchObject({ outcome: "backedOut", activeColor: "blue", writes: { lost: 0, duplicated: 0 } });
    expect(await world.servedBy()).toEqual(["blue v1.0.0"]);
    expect(await count("SELECT count(*) FROM orders WHERE client_id LIKE 'after-flip-%' AND item = 'score/A7'")).toBe(
      50,
    );
    expect(await count("SELECT count(*) FROM orders WHERE client_id = 'while-nobody-drives'")).toBe(1);
    const { rows } = await database.query(
      "SELECT accepts FROM maestro_migration.control WHERE migration = 'order_v2' AND side = 'old'",
    );
    expect(rows).toEqual([{ accepts: true }]);
  });

  it("goes to green with every order on both sides, and the old side follows until the end", async () => {
    const run = world.start("v3.0.0", "quick", "--mapping", "order_v2", "--json");
    let n = 0;
    let over = false;
    const orders = (async () => {
      for (; !over; n++) {
        await place(`during-${n}`, n % 2 ? "score/A5" : "stand");
        await sleep(50);
      }
    })();
    const ended = await run.ended;
    over = true;
    await orders;
    expect(ended.code, ended.output).toBe(0);
    const document = runSchema.parse(JSON.parse(ended.stdout));
    expect(document).toMatchObject({
      outcome: "finished",
      activeColor: "green",
      traffic: { failed: 0, failedBySwitch: 0 },
      writes: { lost: 0, duplicated: 0 },
    });
    expect(document.steps.map(({ id, outcome }) => `${id} ${outcome}`)).toEqual(
      ["preflight", "deployIdle", "dualWrite", "backfill", "shadowRead", "canary-25", "flip", "soak", "finish"].map(
        (id) => `${id} done`,
      ),
    );
    const told = report(document.runId);
    expect(told.backfill).toMatchObject({ finished: true, quarantined: 0 });
    expect(told.reconciliation).toMatchObject({ equal: true, missing: 0, extra: 0, different: 0 });
    expect(told.shadowRead).toMatchObject({ mismatches: 0, verdict: { verdict: "pass" } });
    expect(told.reversed).toBeDefined();
    expect(existsSync(join(world.dir, "reports", document.runId, "shadow-read"))).toBe(true);
    expect(await count("SELECT count(*) FROM orders_v2 WHERE client_id LIKE 'during-%'")).toBe(n);
    expect(await count("SELECT count(*) FROM orders_v2 WHERE sku = 'score' AND variant = 'A3/landscape'")).toBe(20);
    // What was accepted after the flip had flowed back until finish; nothing of it is missing on the old side.
    const lastTurned = await count(
      "SELECT count(*) FROM orders o FULL JOIN orders_v2 n USING (id) WHERE n.id IS NULL OR (o.id IS NOT NULL AND o.client_id <> n.client_id)",
    );
    expect(lastTurned).toBe(0);
    await world.stopLoad();
    if (process.env.MAESTRO_KEEP_MIGRATION_REPORT)
      cpSync(join(world.dir, "reports"), process.env.MAESTRO_KEEP_MIGRATION_REPORT, { recursive: true });
  });
});
