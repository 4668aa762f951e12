import { OutsideError } from "../errors/index.ts";
import { type Mapped, mapRow, type RecordMapping } from "./mapping.ts";
import { type Key, keyOf, otherSide, type Row, type SideName } from "./row.ts";

/**
 * - `async`: the deciding side and its outbox entry, in one transaction; a relay carries it over.
 * - `sync`: the following side as well, in the same transaction where both lie in one database. The outbox entry is
 *   written all the same: when the second write cannot be made, the relay makes it.
 */
export type DualWriteMode = "async" | "sync";

export interface WriteOperation {
  readonly key: Key;
  /** The row to put, or null to remove the record. */
  readonly row: Row | null;
  /** The other side's row, to write along; absent when only the outbox is to carry it over. */
  readonly follow?: Row | null;
}

/** What a writer asks of the store. */
export interface WriterStore {
  /** Writes if `side` decides, in one transaction with that question; false, and nothing done, if it does not. */
  write(side: SideName, operation: WriteOperation): Promise<boolean>;
  /** The row of a key if `side` decides; `{decides: false}` if it does not. */
  read(side: SideName, key: Key): Promise<{ readonly decides: boolean; readonly row: Row | null }>;
}

export interface DualWriteOptions<Old extends Row, New extends Row> {
  readonly mapping: RecordMapping<Old, New>;
  readonly store: WriterStore;
  readonly mode?: DualWriteMode;
  /** Waits so many ms. */
  readonly sleep: (ms: number) => Promise<void>;
  /** How long to wait in a turn, when neither side decides; default 10,000 ms. */
  readonly turnTimeoutMs?: number;
}

export interface DualWriter<New extends Row> {
  /** Inserts or replaces. Durable on the deciding side when it returns. @throws RefusedRow where that side cannot hold it */
  put(row: New): Promise<void>;
  remove(key: Key): Promise<void>;
  /** The record as the deciding side has it. @throws RefusedRow */
  get(key: Key): Promise<New | null>;
}

const PAUSE_MS = 5;

/**
 * The way of the new version to its records while a migration runs: it speaks the new shape, writes to the side that
 * decides, and the other follows. Before the flip the old side decides, so that backing out loses nothing; after it
 * the new side does and the old one follows. Which one it is, is asked in the transaction of each write; a wrong guess
 * costs one round trip.
 */
export function dualWrite<Old extends Row, New extends Row>(options: DualWriteOptions<Old, New>): DualWriter<New> {
  const { mapping, store, mode = "async" } = options;
  let guess: SideName = "old";

  const onDeciding = async <T>(attempt: (side: SideName) => Promise<{ done: boolean; value: T }>): Promise<T> => {
    const waits = Math.ceil((options.turnTimeoutMs ?? 10_000) / PAUSE_MS);
    for (let tries = 0; tries <= waits; tries++) {
      for (const side of [guess, otherSide(guess)]) {
        const { done, value } = await attempt(side);
        if (!done) continue;
        guess = side;
        return value;
      }
      await options.sleep(PAUSE_MS);
    }
    throw new OutsideError("migration-turning", `neither side of migration ${mapping.id} accepts writes`, {
      next: "see maestro cutover status: a turn was cut off and its driver does not run; resume it",
    });
  };
  const rowOf = (side: SideName, row: New): Mapped =>
    side === "new" ? { ok: true, row } : mapRow(mapping as RecordMapping, "down", row);

  return {
    put: async (row) => {
      const key = keyOf(row, mapping.key.new);
      await onDeciding(async (side) => {
        const held = rowOf(side, row);
        // A row that this side cannot hold is refused only where this side has to hold it.
        if (!held.ok) {
          if ((await store.read(side, key)).decides) throw held.refused;
          return { done: false, value: undefined };
        }
        const operation = { key, row: held.row };
        const follow = mode === "sync" ? followRow(mapping, side, row) : undefined;
        const done = await store.write(side, follow === undefined ? operation : { ...operation, follow });
        return { done, value: undefined };
      });
    },
    remove: async (key) => {
      const operation = mode === "sync" ? { key, row: null, follow: null } : { key, row: null };
      await onDeciding(async (side) => ({ done: await store.write(side, operation), value: undefined }));
    },
    get: async (key) =>
      await onDeciding(async (side) => {
        const { decides, row } = await store.read(side, key);
        if (!decides || row === null) return { done: decides, value: null };
        return { done: true, value: side === "new" ? (row as New) : mapping.up(row as Old) };
      }),
  };
}

/** Undefined where the following side cannot hold the row: then the relay finds that out and quarantines it. */
function followRow(mapping: RecordMapping, deciding: SideName, row: Row): Row | undefined {
  if (deciding === "old") return row;
  const mapped = mapRow(mapping, "down", row);
  return mapped.ok ? mapped.row : undefined;
}
