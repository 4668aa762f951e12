import type pg from "pg";
import { HeldError, RefusedError } from "../../core/errors/index.ts";
import {
  type FollowTransaction,
  type Key,
  type Lag,
  type MigrationState,
  type MigrationStore,
  type OutboxEntry,
  otherSide,
  type Quarantined,
  type RecordMapping,
  type Row,
  type RowCode,
  type SideName,
} from "../../core/migration/index.ts";
import { Columns } from "./columns.ts";
import { type Cells, cells, explained, transaction } from "./pool.ts";
import {
  BOOKKEEPING,
  captureStatements,
  followMark,
  lockKey,
  outboxTable,
  releaseStatements,
  SCHEMA,
} from "./schema.ts";

const LOCK_TIMEOUT_MS = 2_000;
const LOCK_TRIES = 10;
const PENDING_COUNTED = 100_000;

export interface PostgresMigrationOptions {
  readonly mapping: RecordMapping;
  /** Of each side's database; the same pool where both lie in one. See `openPool`. */
  readonly pools: Readonly<Record<SideName, pg.Pool>>;
}

/**
 * The store of a migration over Postgres. Both tables must be there, with a unique index on the key.
 *
 * Writes are captured by a trigger in the writer's transaction, so that no program can write past it, not even one that
 * is older than the migration. The bookkeeping lies in the schema `maestro_migration`; the checkpoint is written in the
 * transaction of its chunk.
 */
export class PostgresMigrationStore implements MigrationStore {
  readonly #mapping: RecordMapping;
  readonly #pools: Readonly<Record<SideName, pg.Pool>>;
  readonly #columns: Readonly<Record<SideName, Columns>>;

  constructor({ mapping, pools }: PostgresMigrationOptions) {
    this.#mapping = mapping;
    this.#pools = pools;
    this.#columns = { old: new Columns(mapping, "old"), new: new Columns(mapping, "new") };
  }

  get #id(): string {
    return this.#mapping.id;
  }

  /** @throws RefusedError `migration-done` after the new side was left to decide for good */
  async prepare(epoch: string): Promise<void> {
    await this.#try("the migration cannot be prepared", async () => {
      for (const side of ["old", "new"] as const)
        await transaction(this.#pools[side], async (client) => {
          await client.query(BOOKKEEPING);
          await client.query(
            `INSERT INTO ${SCHEMA}.control (migration, side, accepts) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING`,
            [this.#id, side, side === "old"],
          );
        });
      const before = await this.state();
      if (before === null && (await this.#accepts("new")))
        throw new RefusedError("migration-done", `migration ${this.#id} has come to its end: the new side decides`, {
          next: "declare a new mapping with an id of its own",
        });
      for (const side of ["old", "new"] as const) await this.#capture(side);
      if (before?.epoch === epoch) return;
      if (before !== null && before.deciding !== "old")
        throw new HeldError(
          "migration-open",
          `migration ${this.#id} stands at attempt ${before.epoch}, past its flip`,
          {
            next: "maestro cutover backout, or finish that run",
          },
        );
      await this.#begin(epoch);
    });
  }

  async state(): Promise<MigrationState | null> {
    return await this.#try("the migration's state cannot be read", async () => {
      const pool = this.#pools.new;
      const [there] = await cells(pool, `SELECT to_regclass('${SCHEMA}.progress')`);
      if (there![0] === null) return null;
      const [progress] = await cells(
        pool,
        `SELECT epoch, to_json(after)::text, backfilled, copied FROM ${SCHEMA}.progress WHERE migration = $1`,
        [this.#id],
      );
      if (progress === undefined) return null;
      const [epoch, after, backfilled, copied] = progress;
      const deciding = (await this.#accepts("old")) ? "old" : (await this.#accepts("new")) ? "new" : null;
      return {
        epoch: epoch!,
        deciding,
        checkpoint: after === null ? null : this.#columns.old.key(JSON.parse(after!) as string[]),
        backfilled: backfilled === "t",
        copied: Number(copied),
      };
    });
  }

  async outbox(side: SideName, limit: number): Promise<readonly OutboxEntry[]> {
    return await this.#try("the outbox cannot be read", async () => {
      const found = await cells(
        this.#pools[side],
        `SELECT seq, to_json(key)::text FROM ${outboxTable(this.#id, side)} ORDER BY seq LIMIT $1`,
        [limit],
      );
      return found.map(([seq, key]) => ({ seq: seq!, key: this.#columns[side].key(JSON.parse(key!) as string[]) }));
    });
  }

  async settle(side: SideName, entries: readonly OutboxEntry[]): Promise<void> {
    await this.#try("the outbox cannot be settled", () =>
      this.#pools[side].query(`DELETE FROM ${outboxTable(this.#id, side)} WHERE seq = ANY($1::bigint[])`, [
        entries.map(({ seq }) => seq),
      ]),
    );
  }

  async lag(side: SideName): Promise<Lag> {
    return await this.#try("the lag cannot be read", async () => {
      const [found] = await cells(
        this.#pools[side],
        `SELECT count(*), coalesce(extract(epoch FROM clock_timestamp() - min(at)) * 1000, 0)
         FROM (SELECT at FROM ${outboxTable(this.#id, side)} ORDER BY seq LIMIT ${PENDING_COUNTED}) AS pending`,
      );
      return { pending: Number(found![0]), oldestMs: Math.max(0, Number(found![1])) };
    });
  }

  async rows(side: SideName, keys: readonly Key[]): Promise<readonly Row[]> {
    if (keys.length === 0) return [];
    const columns = this.#columns[side];
    const names = columns.keyNames.map((_, index) => `k${index}`);
    const found = await this.#try("records cannot be read", () =>
      cells(
        this.#pools[side],
        `SELECT ${columns.list("t.")} FROM ${columns.table} AS t
         WHERE (${columns.keyList("t.")}) IN (SELECT ${names.join(", ")} FROM unnest(${columns.keyLists(0)}) AS k(${names.join(", ")}))`,
        columns.keyValueLists(keys),
      ),
    );
    return found.map((one) => columns.row(one));
  }

  async range(side: SideName, after: Key | null, upTo: Key | null, limit: number): Promise<readonly Row[]> {
    const columns = this.#columns[side];
    const { where, values } = this.#within(side, after, upTo);
    const found = await this.#try("records cannot be read", () =>
      cells(
        this.#pools[side],
        `SELECT ${columns.list()} FROM ${columns.table} ${where} ORDER BY ${columns.keyList()} LIMIT $${values.length + 1}`,
        [...values, limit],
      ),
    );
    return found.map((one) => columns.row(one));
  }

  async follow<T>(side: SideName, work: (transaction: FollowTransaction) => Promise<T>): Promise<T> {
    return await this.#try(`the ${side} side cannot follow`, () =>
      transaction(this.#pools[side], async (client) => {
        await client.query("SELECT set_config('maestro.follow', $1, true), pg_advisory_xact_lock($2::bigint)", [
          followMark(this.#id, side),
          lockKey(this.#id, "follow"),
        ]);
        return await work(this.#transaction(side, client));
      }),
    );
  }

  async quarantined(limit: number): Promise<{ count: number; rows: readonly Quarantined[] }> {
    return await this.#try("the quarantine cannot be read", async () => {
      const pools = new Set([this.#pools.old, this.#pools.new]);
      const found: Cells[] = [];
      let count = 0;
      for (const pool of pools) {
        const [counted] = await cells(pool, `SELECT count(*) FROM ${SCHEMA}.quarantine WHERE migration = $1`, [
          this.#id,
        ]);
        count += Number(counted![0]);
        found.push(
          ...(await cells(
            pool,
            `SELECT side, to_json(key)::text, code, field FROM ${SCHEMA}.quarantine WHERE migration = $1 ORDER BY at LIMIT $2`,
            [this.#id, limit],
          )),
        );
      }
      const rows = found.slice(0, limit).map(([side, key, code, field]): Quarantined => {
        const name = side as SideName;
        return {
          side: name,
          key: this.#columns[name].key(JSON.parse(key!) as string[]),
          code: code as RowCode,
          field: field ?? null,
        };
      });
      return { count, rows };
    });
  }

  async turn(to: SideName, drain: () => Promise<void>): Promise<void> {
    const from = otherSide(to);
    await this.#try("the deciding side cannot be turned", async () => {
      if (await this.#accepts(to)) return;
      await transaction(this.#pools[from], async (client) => {
        // Waits for the writers within (FOR KEY SHARE) and keeps new ones waiting until the commit.
        await client.query(`SELECT FROM ${SCHEMA}.control WHERE migration = $1 AND side = $2 FOR UPDATE`, [
          this.#id,
          from,
        ]);
        await drain();
        await client.query(`UPDATE ${SCHEMA}.control SET accepts = false WHERE migration = $1 AND side = $2`, [
          this.#id,
          from,
        ]);
      });
      await this.#pools[to].query(`UPDATE ${SCHEMA}.control SET accepts = true WHERE migration = $1 AND side = $2`, [
        this.#id,
        to,
      ]);
    });
  }

  async retire(): Promise<void> {
    await this.#try("the migration's bookkeeping cannot be removed", async () => {
      if ((await this.state()) === null) return;
      for (const side of ["old", "new"] as const)
        await this.#withLockTimeout(side, (client) => client.query(releaseStatements(this.#id, this.#columns[side])));
      for (const pool of new Set([this.#pools.old, this.#pools.new])) {
        await pool.query(`DELETE FROM ${SCHEMA}.quarantine WHERE migration = $1`, [this.#id]);
        await pool.query(`DELETE FROM ${SCHEMA}.progress WHERE migration = $1`, [this.#id]);
      }
    });
  }

  async #begin(epoch: string): Promise<void> {
    for (const side of ["old", "new"] as const)
      await transaction(this.#pools[side], async (client) => {
        await client.query(`DELETE FROM ${SCHEMA}.quarantine WHERE migration = $1`, [this.#id]);
        // Entries of an earlier attempt name keys that the new backfill passes anyway.
        await client.query(`DELETE FROM ${outboxTable(this.#id, side)}`);
        if (side === "new")
          await client.query(
            `INSERT INTO ${SCHEMA}.progress (migration, epoch) VALUES ($1, $2)
             ON CONFLICT (migration) DO UPDATE SET epoch = $2, after = NULL, backfilled = false, copied = 0`,
            [this.#id, epoch],
          );
      });
  }

  async #accepts(side: SideName): Promise<boolean> {
    const [found] = await cells(
      this.#pools[side],
      `SELECT accepts FROM ${SCHEMA}.control WHERE migration = $1 AND side = $2`,
      [this.#id, side],
    );
    return found?.[0] === "t";
  }

  /** Making a trigger waits for the writers within and keeps others waiting: not longer than the lock timeout. */
  async #capture(side: SideName): Promise<void> {
    const [found] = await cells(
      this.#pools[side],
      "SELECT count(*) FROM pg_trigger WHERE tgrelid = $1::regclass AND tgname = $2 AND tgenabled = 'A'",
      [this.#columns[side].table, `maestro_${this.#id}_capture`],
    );
    if (Number(found![0]) > 0) return;
    await this.#withLockTimeout(side, (client) => client.query(captureStatements(this.#id, this.#columns[side])));
  }

  async #withLockTimeout(side: SideName, work: (client: pg.PoolClient) => Promise<unknown>): Promise<void> {
    for (let tries = 1; ; tries++)
      try {
        await transaction(this.#pools[side], async (client) => {
          await client.query(`SET LOCAL lock_timeout = ${LOCK_TIMEOUT_MS}`);
          await work(client);
        });
        return;
      } catch (error) {
        if ((error as { code?: string }).code !== "55P03" || tries === LOCK_TRIES) throw error;
      }
  }

  #within(side: SideName, after: Key | null, upTo: Key | null): { where: string; values: Cells } {
    const columns = this.#columns[side];
    const parts: string[] = [];
    const values: Cells = [];
    for (const [sign, key] of [[">", after] as const, ["<=", upTo] as const]) {
      if (key === null) continue;
      parts.push(`(${columns.keyList()}) ${sign} (${columns.keyParameters(values.length)})`);
      values.push(...columns.keyValues(key));
    }
    return { where: parts.length === 0 ? "" : `WHERE ${parts.join(" AND ")}`, values };
  }

  #transaction(side: SideName, client: pg.PoolClient): FollowTransaction {
    const columns = this.#columns[side];
    const from = otherSide(side);
    const keyNames = columns.keyNames.map((_, index) => `k${index}`).join(", ");
    const ofKeys = (parameter: number): string =>
      `(SELECT ${keyNames} FROM unnest(${columns.keyLists(parameter)}) AS k(${keyNames}))`;
    return {
      upsert: async (rows) => {
        await client.query({
          name: `upsert ${this.#id} ${side}`,
          text: `INSERT INTO ${columns.table} (${columns.list()}) SELECT * FROM unnest(${columns.lists(0)}) ${columns.onConflict()}`,
          values: columns.valueLists(rows),
        });
      },
      remove: async (keys) => {
        await client.query(
          `DELETE FROM ${columns.table} WHERE (${columns.keyList()}) IN ${ofKeys(0)}`,
          columns.keyValueLists(keys),
        );
      },
      removeOthers: async (after, upTo, keys) => {
        const { where, values } = this.#within(side, after, upTo);
        // In a first backfill the range is empty, and sending ten thousand keys to learn that would cost most of it.
        const [any] = await cells(client, `SELECT EXISTS (SELECT FROM ${columns.table} ${where})`, values);
        if (any![0] !== "t") return;
        await client.query(
          `DELETE FROM ${columns.table} ${where === "" ? "WHERE" : `${where} AND`} (${columns.keyList()}) NOT IN ${ofKeys(values.length)}`,
          [...values, ...columns.keyValueLists(keys)],
        );
      },
      quarantine: async (rows) => {
        for (const { side: of, key, code, field } of rows)
          await client.query(
            `INSERT INTO ${SCHEMA}.quarantine (migration, side, key, code, field) VALUES ($1, $2, $3, $4, $5)
             ON CONFLICT (migration, side, key) DO UPDATE SET code = excluded.code, field = excluded.field`,
            [this.#id, of, this.#columns[of].keyValues(key), code, field],
          );
      },
      release: async (keys) => {
        await client.query(
          `DELETE FROM ${SCHEMA}.quarantine WHERE migration = $1 AND (side = $2 OR code = 'late-conflict') AND to_json(key)::text = ANY($3::text[])`,
          [this.#id, from, keys.map((key) => JSON.stringify(this.#columns[from].keyValues(key)))],
        );
      },
      checkpoint: async (after, backfilled, rows) => {
        // Rows and checkpoint are lost together or not at all; only the end must not be.
        if (!backfilled) await client.query("SET LOCAL synchronous_commit = off");
        await client.query(
          `UPDATE ${SCHEMA}.progress SET after = $2, backfilled = $3, copied = copied + $4 WHERE migration = $1`,
          [this.#id, after === null ? null : this.#columns.old.keyValues(after), backfilled, rows],
        );
      },
    };
  }

  async #try<T>(what: string, work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      throw explained(what, error);
    }
  }
}
