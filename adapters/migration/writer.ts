import type pg from "pg";
import { InputError } from "../../core/errors/index.ts";
import {
  type Key,
  otherSide,
  type RecordMapping,
  type Row,
  type SideName,
  type WriteOperation,
  type WriterStore,
} from "../../core/migration/index.ts";
import { Columns, quoted } from "./columns.ts";
import { cells, transaction } from "./pool.ts";
import { BOOKKEEPING, followMark, SCHEMA } from "./schema.ts";

/**
 * The new version's way into either table. Each write asks in its own transaction whether the side decides, and holds
 * that answer until it is committed (FOR KEY SHARE): a turn waits for it.
 */
export class PostgresWriter implements WriterStore {
  readonly #mapping: RecordMapping;
  readonly #pools: Readonly<Record<SideName, pg.Pool>>;
  readonly #columns: Readonly<Record<SideName, Columns>>;

  constructor({
    mapping,
    pools,
  }: { readonly mapping: RecordMapping; readonly pools: Readonly<Record<SideName, pg.Pool>> }) {
    this.#mapping = mapping;
    this.#pools = pools;
    this.#columns = { old: new Columns(mapping, "old"), new: new Columns(mapping, "new") };
  }

  /**
   * Says which side decides where nobody has said so yet: the old one where its table is there, else the new one, as in
   * an installation that never had the old version.
   */
  async ensure(): Promise<void> {
    const [there] = await cells(this.#pools.old, "SELECT to_regclass($1)", [this.#columns.old.table]);
    const deciding: SideName = there![0] === null ? "new" : "old";
    for (const side of ["old", "new"] as const)
      await transaction(this.#pools[side], async (client) => {
        await client.query(BOOKKEEPING);
        await client.query(
          `INSERT INTO ${SCHEMA}.control (migration, side, accepts) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING`,
          [this.#mapping.id, side, side === deciding],
        );
      });
  }

  async write(side: SideName, operation: WriteOperation): Promise<boolean> {
    const { follow } = operation;
    if (follow === undefined) return await this.#run(side, operation, undefined);
    if (this.#pools.old !== this.#pools.new)
      throw new InputError("migration-sync-one-database", "synchronous dual-write needs both sides in one database", {
        next: "use mode async",
      });
    try {
      return await this.#run(side, operation, follow);
    } catch {
      // The deciding side's own fault shows again; the following side's is the relay's to handle.
      return await this.#run(side, operation, undefined);
    }
  }

  async read(side: SideName, key: Key): Promise<{ readonly decides: boolean; readonly row: Row | null }> {
    const columns = this.#columns[side];
    const on = columns.keyNames.map((_, index) => `k.k${index}`).join(", ");
    const keys = columns.keyNames.map((_, index) => `k${index}`).join(", ");
    const [found] = await cells(
      this.#pools[side],
      `SELECT c.accepts, t.${quoted(columns.keyNames[0]!)} IS NOT NULL, ${columns.list("t.")}
       FROM ${SCHEMA}.control AS c CROSS JOIN (VALUES (${columns.keyParameters(2)})) AS k(${keys})
       LEFT JOIN ${columns.table} AS t ON (${columns.keyList("t.")}) = (${on})
       WHERE c.migration = $1 AND c.side = $2`,
      [this.#mapping.id, side, ...columns.keyValues(key)],
      `read ${this.#mapping.id} ${side}`,
    );
    if (found === undefined || found[0] !== "t") return { decides: false, row: null };
    return { decides: true, row: found[1] === "t" ? columns.row(found.slice(2)) : null };
  }

  async #run(side: SideName, { key, row }: WriteOperation, follow: Row | null | undefined): Promise<boolean> {
    const values: (string | null)[] = [this.#mapping.id, side];
    const part = (of: SideName, put: Row | null): string => {
      const columns = this.#columns[of];
      const before = values.length;
      if (put === null) {
        values.push(...columns.keyValues(key));
        return `DELETE FROM ${columns.table} USING gate WHERE (${columns.keyList(`${columns.table}.`)}) = (${columns.keyParameters(before)})`;
      }
      values.push(...columns.values(put));
      return `INSERT INTO ${columns.table} (${columns.list()}) SELECT ${columns.parameters(before)} FROM gate ${columns.onConflict()}`;
    };
    const first = part(side, row);
    // The following side's trigger must let the second write pass; the deciding side's takes the first all the same.
    const mark =
      follow === undefined
        ? "true"
        : `set_config('maestro.follow', '${followMark(this.#mapping.id, otherSide(side))}', true)`;
    const second = follow === undefined ? "" : `, f AS (${part(otherSide(side), follow)})`;
    const text = `WITH gate AS MATERIALIZED (
        SELECT ${mark} FROM ${SCHEMA}.control WHERE migration = $1 AND side = $2 AND accepts FOR KEY SHARE
      ), w AS (${first})${second} SELECT FROM gate`;
    const shape = `${row === null ? "remove" : "put"} ${follow === undefined ? "" : follow === null ? "remove" : "put"}`;
    const { rowCount } = await this.#pools[side].query({ name: `${this.#mapping.id} ${side} ${shape}`, text, values });
    return rowCount === 1;
  }
}
