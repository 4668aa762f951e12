import { HeldError } from "../errors/index.ts";
import { relayBatch, relayLate } from "./carry.ts";
import type { RecordMapping } from "./mapping.ts";
import { otherSide, type SideName } from "./row.ts";
import type { MigrationStore } from "./store.ts";

/** A writer that knows nothing of the migration goes on writing while the outbox is emptied; what comes after counts as late. */
const ROUNDS = 10_000;
const BATCH = 1_000;

/**
 * Carries over everything that the outboxes hold. What came late on the other side goes first: a row that the deciding
 * side overwrites could no longer be told from it.
 * @returns how many entries were settled
 */
export async function drain(store: MigrationStore, mapping: RecordMapping, deciding: SideName): Promise<number> {
  let settled = 0;
  for (let round = 0; round < ROUNDS; round++) {
    const late = await relayLate(store, mapping, otherSide(deciding), BATCH);
    const { entries } = await relayBatch(store, mapping, deciding, BATCH);
    settled += entries + late.entries;
    // A batch that is not full was all there was when it was read.
    if (entries < BATCH && late.entries < BATCH) break;
  }
  return settled;
}

/**
 * Makes the other side decide. All that was accepted before is carried over while no writer is let in; rows that could
 * not be are counted, and above the mapping's bound nothing turns.
 * @throws HeldError `migration-quarantine`: turning would leave accepted writes behind
 */
export async function turnTo(store: MigrationStore, mapping: RecordMapping, to: SideName): Promise<void> {
  const from = otherSide(to);
  // Most of it before the gate is closed, so that writers wait for the rest only.
  const state = await store.state();
  if (state?.deciding === from) await drain(store, mapping, from);
  await store.turn(to, async () => {
    await drain(store, mapping, from);
    const { count, rows } = await store.quarantined(1_000);
    const left = rows.filter(({ side, code }) => side === from || code === "late-conflict").length;
    if (left > mapping.maxQuarantined)
      throw new HeldError(
        "migration-quarantine",
        `${left}${count > rows.length ? " or more" : ""} records of the ${from} side cannot be carried over; turning would leave them behind`,
        { next: "mend these records (maestro cutover status shows them), or raise mapping.bounds.quarantined" },
      );
  });
}
