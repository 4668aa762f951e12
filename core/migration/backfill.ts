import { backfillChunk } from "./carry.ts";
import type { RecordMapping } from "./mapping.ts";
import type { MigrationStore } from "./store.ts";
import { DEFAULT_LIMITS, nextThrottle, openThrottle, type ThrottleLimits } from "./throttle.ts";

export interface BackfillOptions {
  readonly mapping: RecordMapping;
  readonly store: MigrationStore;
  readonly limits?: ThrottleLimits;
  /** 95th percentile of the service's latency in ms, or null. */
  readonly p95Ms?: () => number | null;
  /** Waits so many ms. */
  readonly sleep: (ms: number) => Promise<void>;
  /** Called in a pause, so that the lag can fall: usually the relay. */
  readonly whilePaused?: () => Promise<unknown>;
  readonly onChunk?: (progress: BackfillProgress) => void;
  readonly signal?: AbortSignal;
}

export interface BackfillProgress {
  readonly rows: number;
  readonly chunks: number;
  readonly quarantined: number;
  readonly pauses: number;
  /** True once every row of the old side was carried over; false when it was aborted before. */
  readonly finished: boolean;
}

const PAUSE_MS = 100;

/**
 * Carries all rows of the old side over, chunk by chunk, from the stored checkpoint on. It can be aborted or killed
 * anywhere and run again; rows of chunks that were written are not read again.
 * @throws what the store throws; then everything up to the last chunk stands
 */
export async function backfill(options: BackfillOptions): Promise<BackfillProgress> {
  const { store, mapping, limits = DEFAULT_LIMITS } = options;
  let throttle = openThrottle(limits);
  let progress: BackfillProgress = { rows: 0, chunks: 0, quarantined: 0, pauses: 0, finished: false };
  while (!options.signal?.aborted) {
    const { oldestMs, pending } = await store.lag("old");
    const was = throttle;
    throttle = nextThrottle(was, { lagMs: oldestMs, pending, p95Ms: options.p95Ms?.() ?? null }, limits);
    if (throttle.paused) {
      if (!was.paused) progress = { ...progress, pauses: progress.pauses + 1 };
      await options.whilePaused?.();
      await options.sleep(PAUSE_MS);
      continue;
    }
    const chunk = await backfillChunk(store, mapping, throttle.chunk);
    progress = {
      rows: progress.rows + chunk.read,
      chunks: progress.chunks + 1,
      quarantined: progress.quarantined + chunk.quarantined,
      pauses: progress.pauses,
      finished: chunk.finished,
    };
    options.onChunk?.(progress);
    if (chunk.finished) break;
  }
  return progress;
}
