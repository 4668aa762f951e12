import { setTimeout as sleep } from "node:timers/promises";
import type pg from "pg";
import { InputError, OutsideError } from "../../core/errors/index.ts";
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

const TURN_PAUSE_MS = 5;
const TURN_TRIES = 2_000;

/**
 * The new version's way into either table. Each write asks in its own transaction whether the side decides, and holds
 * that answer until it is committed (FOR KEY SHARE): a turn waits for it.
 */
export class PostgresWriter implements WriterStore {
  readonly #mapping: RecordMapping;
  readonly #pools: Readonly<Record<SideName, pg.Pool>>;
  readonly #columns: Readonly<Record<SideName, Columns>>;
  readonly #statements = new Map<string, { readonly name: string; readonly text: string }>();
  #guess: SideName = "old";

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
    const { decides, rows } = await this.#find(
      side,
      `(${columns.keyList("t.")}) = (${columns.keyParameters(2)})`,
      columns.keyValues(key),
      1,
    );
    return { decides, row: rows[0] ?? null };
  }

  /**
   * Rows of the deciding side, as they lie there, in the order of keys.
   * @param where on the table as `t`, with parameters from $3 on; its columns must bear the same name on both sides
   */
  async find(
    where: string,
    values: readonly (string | null)[],
    limit: number,
  ): Promise<{ readonly side: SideName; readonly rows: readonly Row[] }> {
    for (let tries = 0; ; tries++) {
      for (const side of [this.#guess, otherSide(this.#guess)]) {
        const { decides, rows } = await this.#find(side, where, values, limit);
        if (!decides) continue;
        this.#guess = side;
        return { side, rows };
      }
      if (tries === TURN_TRIES)
        throw new OutsideError("migration-turning", `neither side of migration ${this.#mapping.id} decides`, {
          next: "see maestro cutover status: a turn was cut off and its driver does not run; resume it",
        });
      await sleep(TURN_PAUSE_MS);
    }
  }

  async #find(
    side: SideName,
    where: string,
    values: readonly (string | null)[],
    limit: number,
  ): Promise<{ readonly decides: boolean; readonly rows: readonly Row[] }> {
    const columns = this.#columns[side];
    const found = await this.#unlessAbsent(
      side,
      () =>
        cells(
          this.#pools[side],
          `SELECT c.accepts, t.${quoted(columns.keyNames[0]!)} IS NOT NULL, ${columns.list("t.")}
       FROM ${SCHEMA}.control AS c LEFT JOIN ${columns.table} AS t ON ${where}
       WHERE c.migration = $1 AND c.side = $2 ORDER BY ${columns.keyList("t.")} LIMIT ${limit}`,
          [this.#mapping.id, side, ...values],
        ),
      [],
    );
    if (found[0]?.[0] !== "t") return { decides: false, rows: [] };
    return { decides: true, rows: found.filter((row) => row[1] === "t").map((row) => columns.row(row.slice(2))) };
  }

  async #run(side: SideName, { key, row }: WriteOperation, follow: Row | null | undefined): Promise<boolean> {
    const verbs = [row, ...(follow === undefined ? [] : [follow])].map((put) => (put === null ? "remove" : "put"));
    const values = (of: SideName, put: Row | null): (string | null)[] =>
      put === null ? this.#columns[of].keyValues(key) : this.#columns[of].values(put);
    const query = {
      ...this.#statement(side, verbs),
      values: [...values(side, row), ...(follow === undefined ? [] : values(otherSide(side), follow))],
    };
    const { rowCount } = await this.#unlessAbsent<{ readonly rowCount: number | null }>(
      side,
      () => this.#pools[side].query(query),
      { rowCount: 0 },
    );
    return rowCount === 1;
  }

  /** The text of a write, made once: the verb on the deciding side, then the one on the following side, if any. */
  #statement(side: SideName, verbs: readonly string[]): { readonly name: string; readonly text: string } {
    const { id } = this.#mapping;
    const name = `${id} ${side} ${verbs.join(" ")}`;
    const known = this.#statements.get(name);
    if (known !== undefined) return known;
    let parameters = 0;
    const part = (of: SideName, verb: string): string => {
      const columns = this.#columns[of];
      const before = parameters;
      parameters += verb === "put" ? columns.names.length : columns.keyNames.length;
      return verb === "put"
        ? `INSERT INTO ${columns.table} (${columns.list()}) SELECT ${columns.parameters(before)} FROM gate ${columns.onConflict()}`
        : `DELETE FROM ${columns.table} USING gate WHERE (${columns.keyList(`${columns.table}.`)}) = (${columns.keyParameters(before)})`;
    };
    const first = part(side, verbs[0]!);
    const second = verbs[1] === undefined ? "" : `, f AS (${part(otherSide(side), verbs[1])})`;
    // The following side's trigger must let the second write pass; the deciding side's takes the first all the same.
    const mark = second === "" ? "true" : `set_config('maestro.follow', '${followMark(id, otherSide(side))}', true)`;
    const text = `WITH gate AS MATERIALIZED (
        SELECT ${mark} FROM ${SCHEMA}.control WHERE migration = '${id}' AND side = '${side}' AND accepts FOR KEY SHARE
      ), w AS (${first})${second} SELECT FROM gate`;
    const statement = { name, text };
    this.#statements.set(name, statement);
    return statement;
  }

  /** A table that is not there holds nothing and cannot decide: an installation that never had the old version. */
  async #unlessAbsent<T>(side: SideName, ask: () => Promise<T>, absent: T): Promise<T> {
    try {
      return await ask();
    } catch (error) {
      if ((error as { code?: string }).code !== "42P01") throw error;
      const [there] = await cells(this.#pools[side], "SELECT to_regclass($1)", [this.#columns[side].table]);
      if (there![0] !== null) throw error;
      return absent;
    }
  }
}
