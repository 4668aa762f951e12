/** What the backfill looks at before each chunk. */
export interface Load {
  /** Age of the oldest entry that the following side lacks, in ms. */
  readonly lagMs: number;
  readonly pending: number;
  /** 95th percentile of the service's latency in ms; null where nobody measures it: then only the lag counts. */
  readonly p95Ms: number | null;
}

export interface ThrottleLimits {
  /** Above `high` it pauses, at or below `low` it goes on; between the two it stays as it is. */
  readonly lagMs: { readonly low: number; readonly high: number };
  readonly pending: { readonly low: number; readonly high: number };
  readonly p95Ms: { readonly low: number; readonly high: number };
  /** Rows a chunk. */
  readonly chunk: { readonly min: number; readonly max: number };
}

export const DEFAULT_LIMITS: ThrottleLimits = {
  lagMs: { low: 500, high: 2_000 },
  pending: { low: 2_000, high: 20_000 },
  p95Ms: { low: 400, high: 600 },
  chunk: { min: 500, max: 10_000 },
};

export interface Throttle {
  readonly paused: boolean;
  readonly chunk: number;
}

export function openThrottle(limits: ThrottleLimits): Throttle {
  return { paused: false, chunk: limits.chunk.max };
}

/**
 * Pauses when any signal is above its upper limit and goes on when all are at or below their lower one, so that a
 * signal that wavers about a limit does not make it start and stop (hysteresis). A pause halves the next chunk; each
 * chunk under quiet signals adds an eighth of the greatest (additive increase, multiplicative decrease).
 */
export function nextThrottle(now: Throttle, load: Load, limits: ThrottleLimits): Throttle {
  const signals = [
    [load.lagMs, limits.lagMs],
    [load.pending, limits.pending],
    ...(load.p95Ms === null ? [] : [[load.p95Ms, limits.p95Ms] as const]),
  ] as const;
  const above = signals.some(([value, { high }]) => value > high);
  const quiet = signals.every(([value, { low }]) => value <= low);
  const { min, max } = limits.chunk;
  if (above) return { paused: true, chunk: now.paused ? now.chunk : Math.max(min, Math.floor(now.chunk / 2)) };
  if (now.paused) return { ...now, paused: !quiet };
  return quiet ? { paused: false, chunk: Math.min(max, now.chunk + Math.ceil(max / 8)) } : now;
}
