import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type pg from "pg";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { PostgresMigrationStore, PostgresWriter } from "../../../adapters/migration/index.ts";
import { compileMapping, dualWrite, mappingFile, migrationEngine, type Row } from "../../../core/migration/index.ts";
import { itemMapping, migrationServer, NEW_TABLE, OLD_TABLE } from "../../support/migration-database.ts";

type Server = Awaited<ReturnType<typeof migrationServer>>;
let server: Server;
let count = 0;
let url: string;
let pool: pg.Pool;
const mapping = itemMapping();

beforeAll(async () => {
  server = await migrationServer();
});
afterAll(() => server.stop());
beforeEach(async () => {
  url = await server.database(`m${++count}`);
  pool = server.pool(url, 20);
  await pool.query(`${OLD_TABLE}; ${NEW_TABLE}`);
});

function engineOf(pools: { old: pg.Pool; new: pg.Pool }) {
  const store = new PostgresMigrationStore({ mapping, pools });
  return { store, engine: migrationEngine({ mapping, store, sleep: (ms) => sleep(ms) }) };
}

function writerOf(mode: "async" | "sync", pools = { old: pool, new: pool }) {
  return dualWrite({ mapping, store: new PostgresWriter({ mapping, pools }), mode, sleep: (ms) => sleep(ms) });
}

async function ids(of: pg.Pool, table: string): Promise<string[]> {
  const { rows } = await of.query(`SELECT id FROM ${table} ORDER BY id`);
  return rows.map(({ id }) => String(id));
}

const item = (id: number, sku = "pen", variant: string | null = "red"): Row => ({
  id: String(id),
  sku,
  variant,
  quantity: 1,
  placed_at: "2026-01-01 00:00:00.123456+00",
});

test("under old and new writers, a backfill, a turn and a turn back lose no write and double none", async () => {
  await pool.query("INSERT INTO items SELECT n, 'pen/' || n, 1 FROM generate_series(1, 20000) AS n");
  const { engine, store } = engineOf({ old: pool, new: pool });
  let stop = false;
  let legacyAllowed = true;
  let legacy = 0;
  let modern = 0;
  const legacyWrites = async (lane: number): Promise<void> => {
    for (let n = 0; !stop && legacyAllowed; n++) {
      const id = 100_000 * (lane + 1) + n;
      await pool.query("INSERT INTO items VALUES ($1, $2, 1)", [id, `ink/${n}`]);
      await pool.query("UPDATE items SET quantity = quantity + 1 WHERE id = $1", [
        1 + ((lane * 997 + n * 13) % 20_000),
      ]);
      if (n % 5 === 0) await pool.query("DELETE FROM items WHERE id = $1", [1 + ((lane * 31 + n * 7) % 20_000)]);
      legacy++;
    }
  };
  const modernWrites = async (lane: number, mode: "async" | "sync"): Promise<void> => {
    const writer = writerOf(mode);
    for (let n = 0; !stop; n++) {
      const id = 100_000 * (lane + 5) + n;
      await writer.put(item(id));
      // Eight records that all writers write again and again.
      await writer.put({ ...item(50_000 + (n % 8)), quantity: n });
      if (n % 7 === 0) await writer.remove([String(id)]);
      else if (n % 11 === 0) expect(await writer.get([String(id)])).toEqual(item(id));
      modern++;
    }
  };
  await engine.start("one");
  const old = [legacyWrites(0), legacyWrites(1)];
  const writers = [modernWrites(0, "async"), modernWrites(1, "sync"), modernWrites(2, "sync")];
  const relay = (async () => {
    while (!stop) {
      await engine.relay();
      await sleep(5);
    }
  })();
  const progress = await engine.backfill({
    limits: {
      lagMs: { low: 1e6, high: 1e6 },
      pending: { low: 1e6, high: 1e6 },
      p95Ms: { low: 1, high: 1 },
      chunk: { min: 100, max: 700 },
    },
  });
  expect(progress.finished).toBe(true);
  expect(await engine.reconcile()).toMatchObject({ equal: true, quarantined: 0 });
  // Traffic has left the old version before the side turns.
  legacyAllowed = false;
  await Promise.all(old);
  await engine.reverse();
  expect((await store.state())!.deciding).toBe("new");
  await sleep(300);
  expect(await engine.reconcile()).toMatchObject({ equal: true, from: "new" });
  await engine.restore();
  await sleep(300);
  stop = true;
  await Promise.all([...writers, relay]);
  const found = await engine.reconcile();
  expect(found).toMatchObject({ equal: true, from: "old", missing: 0, extra: 0, different: 0, quarantined: 0 });
  expect(await ids(pool, "items")).toEqual(await ids(pool, "items_v2"));
  expect(legacy).toBeGreaterThan(50);
  expect(modern).toBeGreaterThan(50);
  await engine.finish();
  expect(await store.state()).toBeNull();
  await pool.query("TRUNCATE items");
});

test("a side in another database that is away for a while delays nothing and catches up by itself", async () => {
  const otherUrl = await server.database(`m${count}_other`);
  const other = server.pool(otherUrl);
  await other.query(NEW_TABLE);
  await pool.query("INSERT INTO items SELECT n, 'pen/' || n, 1 FROM generate_series(1, 1000) AS n");
  const { engine } = engineOf({ old: pool, new: other });
  await engine.start("one");
  await engine.backfill();
  const admin = server.pool(url.replace(/\/m\d+$/, "/postgres"), 1);
  const name = `m${count}_other`;
  await admin.query(`ALTER DATABASE ${name} ALLOW_CONNECTIONS false`);
  await admin.query("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1", [name]);
  for (let n = 0; n < 200; n++) await pool.query("INSERT INTO items VALUES ($1, 'ink/blue', 1)", [5_000 + n]);
  await expect(engine.relay()).rejects.toMatchObject({ exitCode: 4 });
  await expect(engine.reconcile()).rejects.toMatchObject({ exitCode: 4 });
  await expect(engine.reverse()).rejects.toMatchObject({ exitCode: 4 });
  const { rows } = await pool.query("SELECT count(*) FROM maestro_migration.items_v2_old_outbox");
  expect(rows[0].count).toBe("200");
  await admin.query(`ALTER DATABASE ${name} ALLOW_CONNECTIONS true`);
  await engine.relay();
  expect(await engine.lag()).toMatchObject({ pending: 0 });
  expect(await engine.reconcile()).toMatchObject({ equal: true, keys: { deciding: 1_200, following: 1_200 } });
  await engine.reverse();
  const writer = writerOf("async", { old: pool, new: other });
  await writer.put(item(9_000));
  await engine.restore();
  expect(await ids(pool, "items")).toContain("9000");
  await expect(writerOf("sync", { old: pool, new: other }).put(item(1))).rejects.toMatchObject({
    code: "migration-sync-one-database",
  });
});

test("a backfill that is killed again and again goes on from its checkpoint and ends right", async () => {
  await pool.query("INSERT INTO items SELECT n, 'pen/' || n, 1 FROM generate_series(1, 30000) AS n");
  const { engine, store } = engineOf({ old: pool, new: pool });
  await engine.start("one");
  const child = join(import.meta.dirname, "../../support/migration-backfill-child.ts");
  let last = 0;
  for (let kill = 1; kill <= 4; kill++) {
    const running = spawn(process.execPath, [child, url], { stdio: ["ignore", "pipe", "inherit"] });
    let chunks = 0;
    running.stdout.on("data", (text: Buffer) => {
      chunks += text.toString().split("\n").length - 1;
      if (chunks >= 3 * kill) running.kill("SIGKILL");
    });
    await once(running, "exit");
    await pool.query("UPDATE items SET quantity = $1 WHERE id % 100 = 0", [kill + 1]);
    await pool.query("DELETE FROM items WHERE id = $1", [kill]);
    const { copied } = (await store.state())!;
    expect(copied).toBeGreaterThan(last);
    last = copied;
  }
  expect((await store.state())!.backfilled).toBe(false);
  const progress = await engine.backfill();
  // What was copied before is not read again.
  expect(progress.rows).toBeLessThan(30_000 - last + 1);
  expect(await engine.reconcile()).toMatchObject({ equal: true, keys: { deciding: 29_996 } });
});

test("any text, key and number comes over as it is", async () => {
  const odd = compileMapping(
    mappingFile.parse({
      mapping: {
        id: "odd",
        entity: "odd",
        from: {
          version: 1,
          fields: {
            tenant: { type: "text" },
            n: { type: "bigint" },
            body: { type: "json", nullable: true },
            amount: { type: "decimal", nullable: true },
            ratio: { type: "number" },
            on: { type: "boolean" },
            at: { type: "timestamp", nullable: true },
            note: { type: "text" },
          },
        },
        to: {
          version: 2,
          fields: {
            owner: { type: "text" },
            n: { type: "bigint" },
            body: { type: "json", nullable: true },
            amount: { type: "decimal", nullable: true },
            ratio: { type: "number" },
            on: { type: "boolean" },
            at: { type: "timestamp", nullable: true },
            remark: { type: "text" },
          },
        },
        key: ["tenant", "n"],
        steps: [{ rename: { from: "tenant", to: "owner" } }, { rename: { from: "note", to: "remark" } }],
        tables: { old: "public.Odd Old", new: 'odd"new' },
      },
    }).mapping,
  );
  const columns = 'n bigint, body jsonb, amount numeric, ratio float8 NOT NULL, "on" boolean NOT NULL, at timestamptz';
  await pool.query(`CREATE TABLE "Odd Old" (tenant text, ${columns}, note text, PRIMARY KEY (tenant, n))`);
  await pool.query(`CREATE TABLE "odd""new" (owner text, ${columns}, remark text, PRIMARY KEY (owner, n))`);
  const texts = ["", "NULL", "null", '"', "\\", "a,b", "{}", "\n\t", "it's", "ümläut", "😀", " lead", 'a\\"b', "%s $1"];
  for (const [index, text] of texts.entries())
    await pool.query('INSERT INTO "Odd Old" VALUES ($1, $2, $3, $4, $5, $6, $7, $8)', [
      text,
      "9223372036854775807",
      index % 2 ? JSON.stringify({ text, deep: [1, null, { b: 1e-7 }] }) : null,
      index % 3 ? "12345678901234567890.123456789" : null,
      0.1 + index,
      index % 2 === 0,
      index % 4 ? "2026-02-28 23:59:59.999999+05:30" : null,
      text,
    ]);
  const store = new PostgresMigrationStore({ mapping: odd, pools: { old: pool, new: pool } });
  const engine = migrationEngine({ mapping: odd, store, sleep: (ms) => sleep(ms) });
  await engine.start("one");
  await engine.backfill({
    limits: {
      lagMs: { low: 1e6, high: 1e6 },
      pending: { low: 1e6, high: 1e6 },
      p95Ms: { low: 1, high: 1 },
      chunk: { min: 3, max: 3 },
    },
  });
  expect(await engine.reconcile()).toMatchObject({
    equal: true,
    keys: { deciding: texts.length, following: texts.length },
  });
  const { rows } = await pool.query(
    `SELECT count(*) FROM "Odd Old" o JOIN "odd""new" n ON (n.owner, n.n) = (o.tenant, o.n)
     AND (n.body, n.amount, n.ratio, n.on, n.at, n.remark) IS NOT DISTINCT FROM (o.body, o.amount, o.ratio, o.on, o.at, o.note)`,
  );
  expect(rows[0].count).toBe(String(texts.length));
  // A key that is changed is a removal and a new record.
  await pool.query(`UPDATE "Odd Old" SET n = 5 WHERE tenant = 'a,b'`);
  await pool.query(`DELETE FROM "Odd Old" WHERE tenant = 'it''s'`);
  await engine.relay();
  expect(await engine.reconcile()).toMatchObject({ equal: true, keys: { following: texts.length - 1 } });
  await expect(pool.query('TRUNCATE "Odd Old"')).rejects.toThrow(/takes part in migration odd/);
});

test("a row that the mapping refuses is quarantined by key and code, and a second attempt begins with none", async () => {
  await pool.query("INSERT INTO items VALUES (1, 'pen/red', 1), (2, 'pen/blue', 1)");
  await pool.query("ALTER TABLE items_v2 ADD CONSTRAINT positive CHECK (quantity > 0)");
  const strict = {
    ...mapping,
    up: (row: Row) => (row.id === "2" ? mapping.up({ ...row, label: 5 }) : mapping.up(row)),
  };
  const store = new PostgresMigrationStore({ mapping, pools: { old: pool, new: pool } });
  const engine = migrationEngine({ mapping: strict, store, sleep: (ms) => sleep(ms) });
  await engine.start("one");
  await expect(engine.backfill()).rejects.toMatchObject({ code: "migration-quarantine" });
  expect(await engine.quarantined()).toEqual({
    count: 1,
    rows: [{ side: "old", key: ["2"], code: "wrong-type", field: "label" }],
  });
  await pool.query("UPDATE items SET quantity = 3 WHERE id = 1");
  await engine.relay();
  const fixed = migrationEngine({ mapping, store, sleep: (ms) => sleep(ms) });
  await pool.query("UPDATE items SET quantity = 4 WHERE id = 2");
  await fixed.relay();
  expect((await fixed.quarantined()).count).toBe(0);
  await fixed.reconcile();
});

test("a writer before any migration writes where the tables say, and a finished migration cannot begin again", async () => {
  const writer = new PostgresWriter({ mapping, pools: { old: pool, new: pool } });
  await writer.ensure();
  await writer.ensure();
  await writerOf("sync").put(item(1));
  expect(await ids(pool, "items")).toEqual(["1"]);
  const { engine } = engineOf({ old: pool, new: pool });
  await engine.start("one");
  await engine.backfill();
  await engine.reverse();
  await expect(engine.start("two")).rejects.toMatchObject({ code: "migration-open", exitCode: 3 });
  await engine.finish();
  await writerOf("async").put(item(2));
  expect(await ids(pool, "items")).toEqual(["1"]);
  expect(await ids(pool, "items_v2")).toEqual(["1", "2"]);
  await expect(engine.start("two")).rejects.toMatchObject({ code: "migration-done", exitCode: 1 });
});

test("where the following side refuses a row, a synchronous write is accepted all the same and left to the relay", async () => {
  await pool.query("ALTER TABLE items_v2 ADD CONSTRAINT small CHECK (quantity < 10)");
  const { engine, store } = engineOf({ old: pool, new: pool });
  await engine.start("one");
  await writerOf("sync").put({ ...item(1), quantity: 50 });
  expect(await ids(pool, "items")).toEqual(["1"]);
  await expect(engine.relay()).rejects.toMatchObject({ code: "migration-store-refused", exitCode: 4 });
  expect(await store.lag("old")).toMatchObject({ pending: 1 });
  await pool.query("ALTER TABLE items_v2 DROP CONSTRAINT small");
  await engine.relay();
  expect(await ids(pool, "items_v2")).toEqual(["1"]);
});
