import type { RowCode } from "./refused-row.ts";
import type { Key, Row, SideName } from "./row.ts";

/** One entry of a side's outbox: a record of this key was written, changed or removed there. */
export interface OutboxEntry {
  /** Grows with every write to one key; decimal text. */
  readonly seq: string;
  readonly key: Key;
}

export interface Lag {
  /** Entries of the outbox that are not carried over; counted up to 100,000. */
  readonly pending: number;
  /** Age of the oldest in ms; 0 without one. */
  readonly oldestMs: number;
}

export interface Quarantined {
  readonly side: SideName;
  readonly key: Key;
  readonly code: RowCode;
  readonly field: string | null;
}

/** Where a migration stands, as the store holds it. */
export interface MigrationState {
  /** Names the attempt: a new one begins the backfill anew. */
  readonly epoch: string;
  /** The side whose writes decide; null in the moment of a turn, when neither accepts one. */
  readonly deciding: SideName | null;
  /** The last key that the backfill has carried over; null before the first. */
  readonly checkpoint: Key | null;
  readonly backfilled: boolean;
  /** Rows that the backfill has written. */
  readonly copied: number;
}

/** What one transaction on the following side may do. All of it comes about, or nothing. */
export interface FollowTransaction {
  /** Inserts or, where the key is there, overwrites all but the side's insert-only fields. */
  upsert(rows: readonly Row[]): Promise<void>;
  remove(keys: readonly Key[]): Promise<void>;
  /** Removes what lies in (after, upTo] and is none of `keys`; null stands for the open end. */
  removeOthers(after: Key | null, upTo: Key | null, keys: readonly Key[]): Promise<void>;
  quarantine(rows: readonly Quarantined[]): Promise<void>;
  /** Takes out what the other side has of these keys, and late conflicts: a new write on the deciding side settles one. */
  release(keys: readonly Key[]): Promise<void>;
  /** Only on the new side. */
  checkpoint(after: Key | null, backfilled: boolean, rows: number): Promise<void>;
}

/**
 * Where the records of a migration lie. Contract:
 * - After `prepare`, every write that commits on a side puts an entry into that side's outbox in the same transaction,
 *   whoever writes; what `follow` writes does not.
 * - `follow` transactions on one side exclude each other, over all processes, and what is read within one from the
 *   other side is read after they began.
 * - Order of keys is the store's own and the same on both sides.
 * Every call may throw what the store throws; then nothing of it has come about, or all of it has.
 */
export interface MigrationStore {
  prepare(epoch: string): Promise<void>;
  /** Null before `prepare` and after `retire`. */
  state(): Promise<MigrationState | null>;
  outbox(side: SideName, limit: number): Promise<readonly OutboxEntry[]>;
  /** Takes exactly these entries out. */
  settle(side: SideName, entries: readonly OutboxEntry[]): Promise<void>;
  lag(side: SideName): Promise<Lag>;
  rows(side: SideName, keys: readonly Key[]): Promise<readonly Row[]>;
  /** Rows of (after, upTo] in the order of keys, at most `limit`. */
  range(side: SideName, after: Key | null, upTo: Key | null, limit: number): Promise<readonly Row[]>;
  follow<T>(side: SideName, work: (transaction: FollowTransaction) => Promise<T>): Promise<T>;
  quarantined(limit: number): Promise<{ readonly count: number; readonly rows: readonly Quarantined[] }>;
  /**
   * Makes `to` the deciding side: lets no new writer in, waits for those within, runs `drain`, then opens `to`. Does
   * nothing where `to` decides already; finishes a turn that was cut off.
   */
  turn(to: SideName, drain: () => Promise<void>): Promise<void>;
  /** Ends the capture of writes and forgets the migration's bookkeeping, but not which side decides. */
  retire(): Promise<void>;
}
