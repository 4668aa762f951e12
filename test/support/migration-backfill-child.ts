import { setTimeout as sleep } from "node:timers/promises";
import { openPool, PostgresMigrationStore } from "../../adapters/migration/index.ts";
import { backfill, DEFAULT_LIMITS } from "../../core/migration/index.ts";
import { itemMapping } from "./migration-database.ts";

/** A backfill in a process of its own, to be killed. */
const pool = openPool(process.argv[2]!, 3, "backfill child");
const mapping = itemMapping();
const store = new PostgresMigrationStore({ mapping, pools: { old: pool, new: pool } });
await backfill({
  mapping,
  store,
  limits: {
    ...DEFAULT_LIMITS,
    chunk: { min: 200, max: 500 },
    pending: { low: 1e9, high: 1e9 },
    lagMs: { low: 1e9, high: 1e9 },
  },
  sleep: (ms) => sleep(ms),
  onChunk: ({ rows }) => void process.stdout.write(`${rows}\n`),
});
await pool.end();
