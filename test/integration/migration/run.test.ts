import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type pg from "pg";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { MigrationRun } from "../../../automation/cutover/migration.ts";
import type { PlanStep } from "../../../core/cutover/index.ts";
import { compileMapping } from "../../../core/migration/index.ts";
import { ITEM_MAPPING, migrationServer, NEW_TABLE, OLD_TABLE } from "../../support/migration-database.ts";

/** What the driver asks of a migration, over a real database and without an engine. */
type Server = Awaited<ReturnType<typeof migrationServer>>;
let server: Server;
let count = 0;
let pool: pg.Pool;
let dir: string;
let run: MigrationRun;
const signal = new AbortController().signal;
const step = (state: string): PlanStep => ({ id: state, state }) as PlanStep;
/** A write that no trigger sees, as by somebody who turned it off. */
const past = (text: string): Promise<unknown> =>
  pool.query(`BEGIN; SET LOCAL maestro.follow = 'items_v2:new'; ${text}; COMMIT`);

beforeAll(async () => {
  server = await migrationServer();
});
afterAll(() => server.stop());
beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), "migration-run-"));
  const url = await server.database(`r${++count}`);
  pool = server.pool(url, 4);
  await pool.query(`${OLD_TABLE}; ${NEW_TABLE}`);
  writeFileSync(join(dir, "url"), url);
  run = open();
});
afterEach(async () => {
  await run.close();
  rmSync(dir, { recursive: true });
});

function open(): MigrationRun {
  return new MigrationRun({
    mapping: compileMapping(ITEM_MAPPING),
    runId: "run-1",
    outputs: () =>
      Promise.resolve({ url: "", activeColor: "blue", replicas: [], handle: { urlFile: join(dir, "url") } }),
    reportDir: dir,
    p95Ms: () => null,
    now: Date.now,
  });
}

function told(): Record<string, Record<string, unknown>> {
  return JSON.parse(readFileSync(join(dir, "migration.json"), "utf8"));
}

async function judged(since: number) {
  for (let waited = 0; waited < 30_000 && (run.shadowReads(since)?.baseline ?? 0) < 30; waited += 50) await sleep(50);
  return await run.judgeShadowRead(step("shadowRead"), since, 1);
}

test("a row that fails to map holds the backfill, is counted and explained without its value, and mended goes through", async () => {
  await pool.query("INSERT INTO items SELECT n, 'pen/' || n, 1 FROM generate_series(1, 100) AS n");
  // The old version wrote a number that the contract does not have.
  await pool.query("ALTER TABLE items ALTER quantity TYPE numeric; INSERT INTO items VALUES (500, 'secret', 1.5)");
  await run.after(step("dualWrite"));
  await expect(run.backfill(signal)).rejects.toMatchObject({ code: "migration-quarantine", exitCode: 3 });
  expect(told().quarantine).toMatchObject({ count: 1, reasons: { "old side, wrong-type in quantity": 1 } });
  expect(readFileSync(join(dir, "migration.json"), "utf8")).not.toContain("secret");
  await expect(run.before(step("flip"), signal)).rejects.toMatchObject({ code: "migration-quarantine" });
  await pool.query("UPDATE items SET quantity = 2 WHERE id = 500");
  await run.backfill(signal);
  await run.before(step("flip"), signal);
  expect(told()).toMatchObject({ quarantine: { count: 0 }, reconciliation: { equal: true, keys: { deciding: 101 } } });
});

test("a run that is taken over after a crash before the capture catches that up in its backfill", async () => {
  await pool.query("INSERT INTO items SELECT n, 'pen/' || n, 1 FROM generate_series(1, 10) AS n");
  await run.backfill(signal);
  await pool.query("INSERT INTO items VALUES (11, 'late', 1)");
  await run.close();
  run = open();
  await run.resume();
  for (let waited = 0; waited < 5_000; waited += 50) {
    const { rows } = await pool.query("SELECT FROM items_v2 WHERE id = 11");
    if (rows.length === 1) break;
    await sleep(50);
  }
  await run.before(step("flip"), signal);
  expect(told().reconciliation).toMatchObject({ equal: true, keys: { following: 11 } });
});

test("without requests the records are compared; each watch counts anew, and a difference fails it", async () => {
  await pool.query("INSERT INTO items SELECT n, 'pen/' || n, 1 FROM generate_series(1, 40) AS n");
  await run.after(step("dualWrite"));
  await run.backfill(signal);
  expect(await judged(Date.now())).toMatchObject({ verdict: "pass", score: 1 });
  await past("UPDATE items_v2 SET variant = 'swapped' WHERE id < 20");
  const found = await judged(Date.now());
  expect(found.verdict).toBe("fail");
  expect(found.samples.canary).toBeLessThan(100);
  await expect(run.before(step("flip"), signal)).rejects.toMatchObject({ code: "migration-not-equal", exitCode: 3 });
  await pool.query("UPDATE items SET quantity = quantity WHERE id < 20");
  await sleep(300);
  expect(await judged(Date.now())).toMatchObject({ verdict: "pass" });
  await run.before(step("flip"), signal);
});

test("a write of the new table by somebody who goes past the migration is kept apart and shown", async () => {
  await pool.query("INSERT INTO items VALUES (1, 'pen/red', 1)");
  await run.after(step("dualWrite"));
  await run.backfill(signal);
  await pool.query("UPDATE items_v2 SET variant = 'blue' WHERE id = 1");
  await expect(run.before(step("flip"), signal)).rejects.toMatchObject({
    code: expect.stringMatching(/^migration-(not-equal|quarantine)$/),
  });
  // A person decides by writing the record on the side that decides.
  await pool.query("UPDATE items SET label = 'pen/green' WHERE id = 1");
  await sleep(300);
  await run.before(step("flip"), signal);
  const { rows } = await pool.query("SELECT variant FROM items_v2");
  expect(rows).toEqual([{ variant: "green" }]);
});

test("after the flip everything flows back before a backout, and the end leaves no trigger behind", async () => {
  await pool.query("INSERT INTO items VALUES (1, 'pen/red', 1)");
  await run.after(step("dualWrite"));
  await run.backfill(signal);
  await run.before(step("flip"), signal);
  await run.after(step("soak"));
  await run.after(step("soak"));
  await pool.query("INSERT INTO items_v2 VALUES (2, 'ink', 'blue', 3, '2026-01-01')");
  await run.reverseSync();
  await run.reverseSync();
  const { rows } = await pool.query("SELECT label FROM items ORDER BY id");
  expect(rows).toEqual([{ label: "pen/red" }, { label: "ink/blue" }]);
  await run.end();
  await run.end();
  const left = await pool.query("SELECT FROM pg_trigger WHERE tgname LIKE 'maestro_items_v2%'");
  expect(left.rowCount).toBe(0);
});
