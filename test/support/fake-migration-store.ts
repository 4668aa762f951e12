import type {
  FollowTransaction,
  Key,
  MigrationState,
  MigrationStore,
  OutboxEntry,
  Quarantined,
  RecordMapping,
  Row,
  SideName,
  WriteOperation,
  WriterStore,
} from "../../core/migration/index.ts";
import { keyOf, keyText, otherSide } from "../../core/migration/index.ts";

/** Called at each call of the store: it may throw (a crash, an outage) or write in between. */
export type Interlude = (call: string, side: SideName | null) => void;

interface Side {
  rows: Map<string, Row>;
  outbox: { seq: number; key: Key }[];
  quarantine: Map<string, Quarantined>;
}

/**
 * A FAKE of a migration's store, in memory, with the contract of core/migration/store.ts: transactions come about
 * wholly or not at all, every write of a client is captured. Keys are ordered as JSON numbers or texts of one field.
 */
export class FakeMigrationStore implements MigrationStore, WriterStore {
  readonly mapping: RecordMapping;
  readonly sides: Record<SideName, Side>;
  interlude: Interlude = () => undefined;
  #accepting: SideName | null = "old";
  #progress: { epoch: string; checkpoint: Key | null; backfilled: boolean; copied: number } | null = null;
  #captures = false;
  #seq = 0;

  constructor(mapping: RecordMapping) {
    this.mapping = mapping;
    this.sides = { old: emptySide(), new: emptySide() };
  }

  /** The side that decides; null in a turn. */
  get deciding(): SideName | null {
    return this.#accepting;
  }

  /** A client's write, by any program: captured once the migration is prepared. */
  clientWrites(side: SideName, key: Key, row: Row | null): void {
    const { rows, outbox } = this.sides[side];
    if (row === null) rows.delete(keyText(key));
    else rows.set(keyText(key), row);
    if (this.#captures) outbox.push({ seq: ++this.#seq, key });
  }

  async write(side: SideName, { key, row, follow }: WriteOperation): Promise<boolean> {
    if (this.#accepting !== side) return false;
    this.clientWrites(side, key, row);
    if (follow !== undefined) this.#upsertOrRemove(otherSide(side), key, follow);
    return true;
  }

  async read(side: SideName, key: Key): Promise<{ decides: boolean; row: Row | null }> {
    return { decides: this.#accepting === side, row: this.sides[side].rows.get(keyText(key)) ?? null };
  }

  async prepare(epoch: string): Promise<void> {
    this.interlude("prepare", null);
    this.#captures = true;
    if (this.#progress?.epoch === epoch) return;
    this.#progress = { epoch, checkpoint: null, backfilled: false, copied: 0 };
    this.#accepting ??= "old";
    for (const side of ["old", "new"] as const) {
      this.sides[side].quarantine.clear();
      this.sides[side].outbox = [];
    }
  }

  async state(): Promise<MigrationState | null> {
    this.interlude("state", null);
    return this.#progress === null ? null : { ...this.#progress, deciding: this.#accepting };
  }

  async outbox(side: SideName, limit: number): Promise<readonly OutboxEntry[]> {
    this.interlude("outbox", side);
    return this.sides[side].outbox.slice(0, limit).map(({ seq, key }) => ({ seq: String(seq), key }));
  }

  async settle(side: SideName, entries: readonly OutboxEntry[]): Promise<void> {
    this.interlude("settle", side);
    const settled = new Set(entries.map(({ seq }) => Number(seq)));
    this.sides[side].outbox = this.sides[side].outbox.filter(({ seq }) => !settled.has(seq));
  }

  async lag(side: SideName): Promise<{ pending: number; oldestMs: number }> {
    this.interlude("lag", side);
    return { pending: this.sides[side].outbox.length, oldestMs: this.sides[side].outbox.length };
  }

  async rows(side: SideName, keys: readonly Key[]): Promise<readonly Row[]> {
    this.interlude("rows", side);
    return keys.map((key) => this.sides[side].rows.get(keyText(key))).filter((row) => row !== undefined);
  }

  async range(side: SideName, after: Key | null, upTo: Key | null, limit: number): Promise<readonly Row[]> {
    this.interlude("range", side);
    return [...this.sides[side].rows.values()]
      .filter((row) => within(keyOf(row, this.mapping.key[side]), after, upTo))
      .sort((a, b) => compare(keyOf(a, this.mapping.key[side]), keyOf(b, this.mapping.key[side])))
      .slice(0, limit);
  }

  async follow<T>(side: SideName, work: (transaction: FollowTransaction) => Promise<T>): Promise<T> {
    this.interlude("begin", side);
    const pending: (() => void)[] = [];
    const step = (name: string, effect: () => void): Promise<void> => {
      this.interlude(name, side);
      pending.push(effect);
      return Promise.resolve();
    };
    const { rows, quarantine } = this.sides[side];
    const result = await work({
      upsert: (list) =>
        step("upsert", () => {
          for (const row of list) this.#upsertOrRemove(side, keyOf(row, this.mapping.key[side]), row);
        }),
      remove: (keys) =>
        step("remove", () => {
          for (const key of keys) rows.delete(keyText(key));
        }),
      removeOthers: (after, upTo, keys) =>
        step("removeOthers", () => {
          const kept = new Set(keys.map(keyText));
          for (const [text, row] of rows)
            if (within(keyOf(row, this.mapping.key[side]), after, upTo) && !kept.has(text)) rows.delete(text);
        }),
      quarantine: (list) =>
        step("quarantine", () => {
          for (const one of list) quarantine.set(keyText(one.key), one);
        }),
      release: (keys) =>
        step("release", () => {
          for (const key of keys) for (const one of Object.values(this.sides)) one.quarantine.delete(keyText(key));
        }),
      checkpoint: (after, backfilled, copied) =>
        step("checkpoint", () => {
          this.#progress = {
            ...this.#progress!,
            checkpoint: after,
            backfilled,
            copied: this.#progress!.copied + copied,
          };
        }),
    });
    this.interlude("commit", side);
    for (const effect of pending) effect();
    this.interlude("committed", side);
    return result;
  }

  async quarantined(limit: number): Promise<{ count: number; rows: readonly Quarantined[] }> {
    this.interlude("quarantined", null);
    const rows = [...this.sides.old.quarantine.values(), ...this.sides.new.quarantine.values()];
    return { count: rows.length, rows: rows.slice(0, limit) };
  }

  async turn(to: SideName, drain: () => Promise<void>): Promise<void> {
    if (this.#accepting === to) return;
    const before = this.#accepting;
    this.#accepting = null;
    try {
      await drain();
      this.interlude("turn", to);
    } catch (error) {
      this.#accepting = before;
      throw error;
    }
    this.#accepting = to;
  }

  async retire(): Promise<void> {
    this.interlude("retire", null);
    this.#captures = false;
    this.#progress = null;
  }

  #upsertOrRemove(side: SideName, key: Key, row: Row | null): void {
    const { rows } = this.sides[side];
    const text = keyText(key);
    if (row === null) {
      rows.delete(text);
      return;
    }
    const there = rows.get(text);
    const kept = there ? this.mapping.insertOnly[side].map((name) => [name, there[name]!] as const) : [];
    rows.set(text, { ...row, ...Object.fromEntries(kept) });
  }
}

function emptySide(): Side {
  return { rows: new Map(), outbox: [], quarantine: new Map() };
}

function compare(a: Key, b: Key): number {
  const [x, y] = [a[0] as number, b[0] as number];
  return x < y ? -1 : x > y ? 1 : 0;
}

function within(key: Key, after: Key | null, upTo: Key | null): boolean {
  return (after === null || compare(key, after) > 0) && (upTo === null || compare(key, upTo) <= 0);
}
