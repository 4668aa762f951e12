/**
 * What a migration costs, side by side in one run on an embedded Postgres (fsync on):
 * - write latency of a single write, of asynchronous and of synchronous dual-write, in alternated rounds; limits at p50
 *   1.5 and 2 times the single write;
 * - the primary's p99 without and with shadow-read of a candidate that is slow or dead, in alternated rounds; limit +5 %;
 * - rows a second of a backfill, with the memory before, at its greatest, and per quarter; limit 50,000 rows/s.
 *
 *   node test/bench/migration.bench.ts [--writes 3000] [--rounds 8] [--reads 4000] [--rows 1000000] [--json]
 */
import { availableParallelism, loadavg } from "node:os";
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import type pg from "pg";
import { PostgresMigrationStore, PostgresWriter } from "../../adapters/migration/index.ts";
import { backfill, dualWrite, migrationEngine, type Row, shadowRead } from "../../core/migration/index.ts";
import { itemMapping, migrationServer, NEW_TABLE, OLD_TABLE } from "../support/migration-database.ts";

const { values } = parseArgs({
  options: {
    writes: { type: "string", default: "3000" },
    rounds: { type: "string", default: "8" },
    reads: { type: "string", default: "4000" },
    rows: { type: "string", default: "1000000" },
    json: { type: "boolean", default: false },
  },
});
const [writes, rounds, reads, total] = [values.writes, values.rounds, values.reads, values.rows].map(Number) as [
  number,
  number,
  number,
  number,
];
const before = loadavg()[0]!;
const mapping = itemMapping();
const server = await migrationServer();
const say = (line: string): void => {
  if (!values.json) console.log(line);
};

function quantile(list: readonly number[], q: number): number {
  const sorted = Float64Array.from(list).sort();
  return sorted[Math.min(sorted.length - 1, Math.ceil(q * sorted.length) - 1)]!;
}

function itemOf(id: number): Row {
  return { id: String(id), sku: "pen", variant: "red", quantity: 1, placed_at: "2026-01-01 00:00:00+00" };
}

async function timed(list: number[], work: () => Promise<unknown>): Promise<void> {
  const start = performance.now();
  await work();
  list.push(performance.now() - start);
}

/** The plain table has no trigger; the others are under capture, with a relay running. */
async function benchWrites(): Promise<Record<string, number>> {
  const pool = server.pool(await server.database("writes"), 8);
  await pool.query(`${OLD_TABLE}; ${NEW_TABLE}; CREATE TABLE plain (LIKE items INCLUDING ALL)`);
  const store = new PostgresMigrationStore({ mapping, pools: { old: pool, new: pool } });
  const engine = migrationEngine({ mapping, store, sleep: (ms) => sleep(ms) });
  await engine.start("bench");
  await engine.backfill();
  const writerOf = (mode: "async" | "sync") =>
    dualWrite({
      mapping,
      store: new PostgresWriter({ mapping, pools: { old: pool, new: pool } }),
      mode,
      sleep: (ms) => sleep(ms),
    });
  const [asynchronous, synchronous] = [writerOf("async"), writerOf("sync")];
  let next = 0;
  const single = (row: Row) =>
    pool.query({
      name: "single",
      text: "INSERT INTO plain (id, label, quantity, placed_at) VALUES ($1, $2, $3, $4) ON CONFLICT (id) DO UPDATE SET label = excluded.label, quantity = excluded.quantity, placed_at = excluded.placed_at",
      values: [row.id, `${row.sku}/${row.variant}`, row.quantity, row.placed_at],
    });
  const kinds = {
    single,
    async: (row: Row) => asynchronous.put(row),
    sync: (row: Row) => synchronous.put(row),
  };
  const latencies: Record<keyof typeof kinds, number[]> = { single: [], async: [], sync: [] };
  for (let round = -1; round < rounds; round++) {
    const order = (["single", "async", "sync"] as const).map((_, i, all) => all[(i + round + 3) % 3]!);
    for (const kind of order) {
      // The relay works between the rounds, so that no side pays for the other's entries.
      await engine.relay();
      const list = round < 0 ? [] : latencies[kind];
      for (let n = 0; n < Math.ceil(writes / rounds); n++) {
        const row = itemOf(++next);
        await timed(list, () => kinds[kind](row));
      }
    }
  }
  await engine.relay();
  await engine.reconcile();
  const p50 = {
    single: quantile(latencies.single, 0.5),
    async: quantile(latencies.async, 0.5),
    sync: quantile(latencies.sync, 0.5),
  };
  const result = { ...p50, asyncRatio: p50.async / p50.single, syncRatio: p50.sync / p50.single };
  say(
    `write p50: single ${p50.single.toFixed(3)} ms, async ${p50.async.toFixed(3)} ms (${result.asyncRatio.toFixed(2)}x, limit 1.5), sync ${p50.sync.toFixed(3)} ms (${result.syncRatio.toFixed(2)}x, limit 2)`,
  );
  await pool.end();
  return result;
}

/** The candidate is the new table; of ten reads one hangs until its budget ends. */
async function benchShadow(): Promise<Record<string, number | string>> {
  const url = await server.database("shadow");
  const [pool, candidates] = [server.pool(url, 4), server.pool(url, 4)];
  await pool.query(`${OLD_TABLE}; ${NEW_TABLE}`);
  await pool.query("INSERT INTO items SELECT n, 'pen/' || n, 1 FROM generate_series(1, 20000) AS n");
  const store = new PostgresMigrationStore({ mapping, pools: { old: pool, new: candidates } });
  await migrationEngine({ mapping, store, sleep: (ms) => sleep(ms) }).start("bench");
  await backfill({ mapping, store, sleep: (ms) => sleep(ms) });
  const rowOf = async (side: "old" | "new", id: number): Promise<Row | null> =>
    (await store.rows(side, [[String(id)]]))[0] ?? null;
  const reader = shadowRead<number, Row | null>({
    primary: (id) => rowOf("old", id),
    candidate: (id) => (id % 10 === 0 ? new Promise(() => undefined) : rowOf("new", id)),
    expected: (row) => (row === null ? null : mapping.up(row)),
    sample: mapping.shadowRead / 100,
    budgetMs: 100,
    random: Math.random,
    timer: (ms, call) => {
      const timer = setTimeout(call, ms);
      return { cancel: () => clearTimeout(timer) };
    },
    defer: (task) => void setImmediate(task),
  });
  // Blocks in turn, `again` being the primary alone once more: what it differs by is the machine's own noise.
  const latencies = { alone: [] as number[], shadowed: [] as number[], again: [] as number[] };
  const kinds = ["alone", "shadowed", "again"] as const;
  const blocks = rounds * 5;
  const block = Math.ceil(reads / blocks);
  for (let round = -3; round < blocks; round++)
    for (let at = 0; at < 3; at++) {
      const kind = kinds[(at + round + 3) % 3]!;
      const list = round < 0 ? [] : latencies[kind];
      for (let n = 0; n < block; n++) {
        const id = 1 + ((n * 7919 + round * 104729 + 400_000) % 20_000);
        await timed(list, () => (kind === "shadowed" ? reader.read(id) : rowOf("old", id)));
        // A service's own rate: 250 reads a second.
        await sleep(4);
      }
      await reader.idle();
    }
  const report = reader.report();
  const p99 = {
    alone: quantile([...latencies.alone, ...latencies.again], 0.99),
    shadowed: quantile(latencies.shadowed, 0.99),
  };
  const noise = quantile(latencies.again, 0.99) / quantile(latencies.alone, 0.99) - 1;
  const p50 = { alone: quantile(latencies.alone, 0.5), shadowed: quantile(latencies.shadowed, 0.5) };
  const added = p99.shadowed / p99.alone - 1;
  say(
    `primary p99: alone ${p99.alone.toFixed(3)} ms, with shadow-read ${p99.shadowed.toFixed(3)} ms (${(100 * added).toFixed(1)} %, limit +5 %; alone against itself ${(100 * noise).toFixed(1)} %); p50 ${p50.alone.toFixed(3)} and ${p50.shadowed.toFixed(3)} ms`,
  );
  say(
    `  compared ${report.compared}, mismatches ${report.mismatches}, timeouts ${report.timeouts}, of ${report.reads} reads`,
  );
  await Promise.all([pool.end(), candidates.end()]);
  return { ...p99, added, noise, compared: report.compared, mismatches: report.mismatches, timeouts: report.timeouts };
}

async function benchBackfill(): Promise<Record<string, number | number[]>> {
  const pool: pg.Pool = server.pool(await server.database("backfill"), 4);
  await pool.query(`${OLD_TABLE}; ${NEW_TABLE}`);
  await pool.query(
    `INSERT INTO items SELECT n, 'pen/' || n, n % 100 FROM generate_series(1, ${total}) AS n; ANALYZE items; CHECKPOINT`,
  );
  const store = new PostgresMigrationStore({ mapping, pools: { old: pool, new: pool } });
  const engine = migrationEngine({ mapping, store, sleep: (ms) => sleep(ms) });
  await engine.start("bench");
  const rss = (): number => Math.round(process.memoryUsage.rss() / 2 ** 20);
  const memory: number[] = [rss()];
  const start = performance.now();
  const { finished, rows } = await engine.backfill({
    onChunk: (progress) => {
      if (progress.rows >= (memory.length * total) / 4) memory.push(rss());
    },
  });
  const seconds = (performance.now() - start) / 1000;
  if (!finished || rows !== total) throw new Error(`the backfill carried ${rows} rows`);
  const rate = rows / seconds;
  say(
    `backfill: ${rows} rows in ${seconds.toFixed(1)} s, ${Math.round(rate)} rows/s (limit 50000); RSS MB at start and per quarter ${memory.join(", ")}`,
  );
  const checked = performance.now();
  const found = await engine.reconcile();
  const reconcileSeconds = (performance.now() - checked) / 1000;
  say(`reconciliation: ${found.keys.deciding} keys a side in ${reconcileSeconds.toFixed(1)} s, equal ${found.equal}`);
  await pool.end();
  return { rows, seconds, rate, memoryMb: memory, reconcileSeconds };
}

try {
  const result = {
    writes: await benchWrites(),
    shadow: await benchShadow(),
    backfill: await benchBackfill(),
    loadAverage: { before, after: loadavg()[0]!, cores: availableParallelism() },
  };
  if (values.json) console.log(JSON.stringify(result));
  else
    say(
      `load average ${before.toFixed(2)} before, ${result.loadAverage.after.toFixed(2)} after, on ${result.loadAverage.cores} cores`,
    );
} finally {
  await server.stop();
}
