import { HeldError } from "../errors/index.ts";
import { type BackfillOptions, type BackfillProgress, backfill } from "./backfill.ts";
import type { RecordMapping } from "./mapping.ts";
import { type Reconciliation, reconcile } from "./reconcile.ts";
import type { SideName } from "./row.ts";
import type { Lag, MigrationState, MigrationStore, Quarantined } from "./store.ts";
import { drain, turnTo } from "./turn.ts";

/** A migration as the driver of a cutover sees it. Every call is idempotent: after a crash it is made again. */
export interface MigrationEngine {
  readonly mapping: RecordMapping;
  /** From its return on no write on either side is missed. A new epoch (a new run) begins the backfill anew. */
  start(epoch: string): Promise<void>;
  state(): Promise<MigrationState | null>;
  /** Carries over what the outboxes hold now. @returns entries settled */
  relay(): Promise<number>;
  /** Of the deciding side. */
  lag(): Promise<Lag>;
  /** @throws HeldError `migration-quarantine` when more rows fail to map than the mapping allows */
  backfill(
    options?: Partial<Pick<BackfillOptions, "limits" | "p95Ms" | "onChunk" | "signal">>,
  ): Promise<BackfillProgress>;
  quarantined(): Promise<{ readonly count: number; readonly rows: readonly Quarantined[] }>;
  /** All records of both sides. @throws HeldError `migration-not-equal`, `migration-quarantine` */
  reconcile(signal?: AbortSignal): Promise<Reconciliation>;
  /** After the flip: the new side decides and the old one follows. @throws HeldError `migration-quarantine` */
  reverse(): Promise<void>;
  /** Before a backout: the old side decides again and has every write. @throws HeldError `migration-quarantine` */
  restore(): Promise<void>;
  /** The end of a run: outboxes emptied, capture ended. */
  finish(): Promise<void>;
}

export interface EngineOptions {
  readonly mapping: RecordMapping;
  readonly store: MigrationStore;
  readonly sleep: (ms: number) => Promise<void>;
}

export function migrationEngine({ mapping, store, sleep }: EngineOptions): MigrationEngine {
  const decidingOf = async (): Promise<SideName> => (await store.state())?.deciding ?? "old";
  const relay = async (): Promise<number> =>
    (await store.state()) === null ? 0 : await drain(store, mapping, await decidingOf());
  const assertQuarantine = async (): Promise<void> => {
    const { count, rows } = await store.quarantined(3);
    if (count <= mapping.maxQuarantined) return;
    const first = rows.map(({ side, code, field }) => `${side} side: ${code}${field === null ? "" : ` in ${field}`}`);
    throw new HeldError(
      "migration-quarantine",
      `${count} records fail to map, ${mapping.maxQuarantined} may (${[...new Set(first)].join("; ")})`,
      { next: "mend the records or the mapping, then maestro cutover resume" },
    );
  };
  return {
    mapping,
    start: (epoch) => store.prepare(epoch),
    state: () => store.state(),
    relay,
    lag: async () => store.lag(await decidingOf()),
    backfill: async (options = {}) => {
      const progress = await backfill({ ...options, mapping, store, sleep, whilePaused: relay });
      await relay();
      await assertQuarantine();
      return progress;
    },
    quarantined: () => store.quarantined(100),
    reconcile: async (signal) => {
      await relay();
      const found = await reconcile({ store, mapping, ...(signal ? { signal } : {}) });
      await assertQuarantine();
      if (!found.equal)
        throw new HeldError(
          "migration-not-equal",
          `the sides differ: ${found.missing} missing, ${found.extra} too many, ${found.different} different of ${found.keys.deciding}`,
          { next: "find who writes past the migration, then maestro cutover resume" },
        );
      return found;
    },
    reverse: () => turnTo(store, mapping, "new"),
    restore: async () => {
      if ((await store.state()) !== null) await turnTo(store, mapping, "old");
    },
    finish: async () => {
      await relay();
      await store.retire();
    },
  };
}
