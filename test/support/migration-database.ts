import { chmodSync, mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type pg from "pg";
import { openPool } from "../../adapters/migration/index.ts";
import { createDatabase, PostgresServer } from "../../adapters/postgres/index.ts";
import { compileMapping, mappingFile, type RecordMapping } from "../../core/migration/index.ts";

/** A real embedded Postgres for a test or a bench, removed by `stop`. */
export async function migrationServer(): Promise<{
  database(name: string): Promise<string>;
  pool(url: string, size?: number): pg.Pool;
  stop(): Promise<void>;
}> {
  const top = realpathSync(mkdtempSync(join(tmpdir(), "migration-")));
  chmodSync(top, 0o755);
  const server = new PostgresServer({ stateDir: join(top, "state") });
  const running = await server.start();
  const pools: pg.Pool[] = [];
  return {
    database: (name) => createDatabase(running.url, name),
    pool: (url, size = 10) => {
      const pool = openPool(url, size, "migration test");
      pools.push(pool);
      return pool;
    },
    stop: async () => {
      await Promise.all(pools.map((pool) => pool.end().catch(() => undefined)));
      await server.remove();
      rmSync(top, { recursive: true, force: true });
    },
  };
}

/** The mapping that the tests and benches over Postgres use: one text split in two. */
export const ITEM_MAPPING = mappingFile.parse({
  mapping: {
    id: "items_v2",
    entity: "item",
    from: {
      version: 1,
      fields: {
        id: { type: "bigint" },
        label: { type: "text" },
        quantity: { type: "integer" },
        placed_at: { type: "timestamp" },
      },
    },
    to: {
      version: 2,
      fields: {
        id: { type: "bigint" },
        sku: { type: "text", retention: "P2Y", purpose: "fulfilment" },
        variant: { type: "text", nullable: true, retention: "P2Y", purpose: "fulfilment" },
        quantity: { type: "integer" },
        placed_at: { type: "timestamp" },
      },
    },
    key: ["id"],
    steps: [{ split: { from: "label", into: ["sku", "variant"], separator: "/" } }],
    tables: { old: "items", new: "items_v2" },
  },
}).mapping;

export function itemMapping(): RecordMapping {
  return compileMapping(ITEM_MAPPING);
}

export const OLD_TABLE = `CREATE TABLE items (id bigint PRIMARY KEY, label text NOT NULL, quantity integer NOT NULL, placed_at timestamptz NOT NULL DEFAULT clock_timestamp())`;
export const NEW_TABLE = `CREATE TABLE items_v2 (id bigint PRIMARY KEY, sku text NOT NULL, variant text, quantity integer NOT NULL, placed_at timestamptz NOT NULL)`;
