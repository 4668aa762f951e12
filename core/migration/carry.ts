import { HeldError } from "../errors/index.ts";
import { mapRow, type RecordMapping } from "./mapping.ts";
import { RefusedRow } from "./refused-row.ts";
import { type Key, keyOf, keyText, otherSide, type Row, rowText, type SideName } from "./row.ts";
import type { MigrationStore, OutboxEntry, Quarantined } from "./store.ts";

export interface Carried {
  /** Outbox entries that were settled; several for one key are carried over at once. */
  readonly entries: number;
  readonly written: number;
  readonly removed: number;
  readonly quarantined: number;
}
export const NOTHING_CARRIED: Carried = { entries: 0, written: 0, removed: 0, quarantined: 0 };

/**
 * Carries one batch of the deciding side's outbox over to the following side.
 *
 * An entry names a key, not a value: what is carried is the record as it stands committed, read after the entry was
 * seen. So a batch that is run twice, or after a later one, writes what is right all the same; records of one key never
 * go back to an older state, and several writes to it cost one. The entries are taken out last.
 */
export async function relayBatch(
  store: MigrationStore,
  mapping: RecordMapping,
  from: SideName,
  limit: number,
): Promise<Carried> {
  // Cheap look first: an idle relay takes no lock.
  if ((await store.outbox(from, 1)).length === 0) return NOTHING_CARRIED;
  const to = otherSide(from);
  const done = await store.follow(to, async (transaction) => {
    const entries = await store.outbox(from, limit);
    const keys = distinctKeys(entries);
    const rows = keys.length === 0 ? [] : await store.rows(from, keys);
    const found = new Set(rows.map((row) => keyText(keyOf(row, mapping.key[from]))));
    const gone = keys.filter((key) => !found.has(keyText(key)));
    const { good, bad } = mapAll(mapping, from, rows);
    // A row that can no longer be mapped must not stay on the other side as it was before.
    const removed = [...gone, ...bad.map(({ key }) => key)];
    if (good.length > 0) await transaction.upsert(good);
    if (removed.length > 0) await transaction.remove(removed);
    if (keys.length > 0) await transaction.release(keys);
    if (bad.length > 0) await transaction.quarantine(bad);
    return {
      entries,
      carried: { entries: entries.length, written: good.length, removed: gone.length, quarantined: bad.length },
    };
  });
  if (done.entries.length > 0) await store.settle(from, done.entries);
  return done.carried;
}

/**
 * Carries over what a writer that knows nothing of the migration still wrote on a side that no longer decides: rows
 * that the deciding side does not have, and nothing else. Where both have the key with different values, neither is
 * overwritten; the key is quarantined as `late-conflict` for a person.
 */
export async function relayLate(
  store: MigrationStore,
  mapping: RecordMapping,
  late: SideName,
  limit: number,
): Promise<Carried> {
  if ((await store.outbox(late, 1)).length === 0) return NOTHING_CARRIED;
  const to = otherSide(late);
  const done = await store.follow(to, async (transaction) => {
    const entries = await store.outbox(late, limit);
    const keys = distinctKeys(entries);
    const there = byKey(mapping, to, await store.rows(to, keys));
    const rows = byKey(mapping, late, await store.rows(late, keys));
    const missing = keys.flatMap((key) => (there.has(keyText(key)) ? [] : [rows.get(keyText(key))].filter(isThere)));
    const { good, bad } = mapAll(mapping, late, missing);
    const conflicts = keys.flatMap((key): Quarantined[] => {
      const decided = there.get(keyText(key));
      if (!decided || sameRecord(mapping, late, rows.get(keyText(key)), decided)) return [];
      return [{ side: late, key, code: "late-conflict", field: null }];
    });
    if (good.length > 0) await transaction.upsert(good);
    const refused = [...bad, ...conflicts];
    if (refused.length > 0) await transaction.quarantine(refused);
    return {
      entries,
      carried: { entries: entries.length, written: good.length, removed: 0, quarantined: refused.length },
    };
  });
  if (done.entries.length > 0) await store.settle(late, done.entries);
  return done.carried;
}

export interface Chunk {
  readonly read: number;
  readonly written: number;
  readonly quarantined: number;
  readonly finished: boolean;
}

/**
 * Carries the next chunk of the old side over, in the order of keys, and writes the checkpoint with it. It reads within
 * the transaction in which it writes, so no relay stands between: a write that is newer than the row read has its entry
 * in the outbox and is carried over after it. What lies on the new side in the chunk's range and is not on the old one
 * (left from an earlier attempt) is removed. Run twice, it writes the same.
 */
export async function backfillChunk(store: MigrationStore, mapping: RecordMapping, size: number): Promise<Chunk> {
  const before = await store.state();
  if (before === null)
    throw new HeldError("migration-not-started", `no write of migration ${mapping.id} is captured yet`, {
      next: "start the migration, then its backfill",
    });
  if (before.backfilled) return { read: 0, written: 0, quarantined: 0, finished: true };
  return await store.follow("new", async (transaction) => {
    const state = await store.state();
    if (state === null || state.backfilled) return { read: 0, written: 0, quarantined: 0, finished: true };
    const rows = await store.range("old", state.checkpoint, null, size);
    const finished = rows.length < size;
    const { good, bad } = mapAll(mapping, "old", rows);
    const upTo = finished ? null : keyOf(rows.at(-1)!, mapping.key.old);
    const keys = good.map((row) => keyOf(row, mapping.key.new));
    await transaction.removeOthers(state.checkpoint, upTo, keys);
    if (good.length > 0) await transaction.upsert(good);
    if (bad.length > 0) await transaction.quarantine(bad);
    await transaction.checkpoint(upTo ?? state.checkpoint, finished, good.length);
    return { read: rows.length, written: good.length, quarantined: bad.length, finished };
  });
}

/** Whether two records of one key say the same, insert-only fields of the deciding side apart. */
export function sameRecord(mapping: RecordMapping, from: SideName, row: Row | undefined, other: Row): boolean {
  if (row === undefined) return false;
  const mapped = mapRow(mapping, from === "old" ? "up" : "down", row);
  const to = otherSide(from);
  return mapped.ok && comparable(mapping, to, mapped.row) === comparable(mapping, to, other);
}

/** A row as text without the fields that the other side does not decide. */
export function comparable(mapping: RecordMapping, side: SideName, row: Row): string {
  const omitted = mapping.insertOnly[side];
  if (omitted.length === 0) return rowText(row);
  return rowText(Object.fromEntries(Object.entries(row).filter(([name]) => !omitted.includes(name))));
}

export function mapAll(
  mapping: RecordMapping,
  from: SideName,
  rows: readonly Row[],
): { readonly good: Row[]; readonly bad: Quarantined[] } {
  const good: Row[] = [];
  const bad: Quarantined[] = [];
  const map = from === "old" ? mapping.up : mapping.down;
  for (const row of rows)
    try {
      good.push(map(row));
    } catch (error) {
      if (!(error instanceof RefusedRow)) throw error;
      bad.push({ side: from, key: keyOf(row, mapping.key[from]), code: error.code, field: error.field });
    }
  return { good, bad };
}

export function distinctKeys(entries: readonly OutboxEntry[]): Key[] {
  return [...new Map(entries.map(({ key }) => [keyText(key), key])).values()];
}

function byKey(mapping: RecordMapping, side: SideName, rows: readonly Row[]): Map<string, Row> {
  return new Map(rows.map((row) => [keyText(keyOf(row, mapping.key[side])), row]));
}

function isThere<T>(value: T | undefined): value is T {
  return value !== undefined;
}
