import fc from "fast-check";
import { expect, test } from "vitest";
import { backfill, DEFAULT_LIMITS, type Load, nextThrottle, openThrottle } from "../../../core/migration/index.ts";
import { FakeMigrationStore } from "../../support/fake-migration-store.ts";
import { noteMapping } from "../../support/migration-mapping.ts";

const limits = DEFAULT_LIMITS;
const quiet: Load = { lagMs: 0, pending: 0, p95Ms: null };
const { low, high } = limits.p95Ms;

test("between the two limits it stays as it is: a signal that wavers starts and stops nothing", () => {
  let throttle = openThrottle(limits);
  for (const p95Ms of [low + 1, high, low + 1, high]) {
    throttle = nextThrottle(throttle, { ...quiet, p95Ms }, limits);
    expect(throttle.paused).toBe(false);
  }
  throttle = nextThrottle(throttle, { ...quiet, p95Ms: high + 1 }, limits);
  expect(throttle).toEqual({ paused: true, chunk: limits.chunk.max / 2 });
  for (const p95Ms of [high, low + 1, high]) {
    throttle = nextThrottle(throttle, { ...quiet, p95Ms }, limits);
    expect(throttle.paused).toBe(true);
  }
  expect(nextThrottle(throttle, { ...quiet, p95Ms: low }, limits).paused).toBe(false);
});

test("each signal alone pauses, all must be quiet to go on, and a chunk never leaves its bounds", () => {
  const load = fc.record({
    lagMs: fc.integer({ min: 0, max: 5_000 }),
    pending: fc.integer({ min: 0, max: 50_000 }),
    p95Ms: fc.option(fc.integer({ min: 0, max: 2_000 })),
  });
  fc.assert(
    fc.property(fc.array(load, { maxLength: 40 }), (loads) => {
      let throttle = openThrottle(limits);
      for (const one of loads) {
        const was = throttle;
        throttle = nextThrottle(was, one, limits);
        const values = [
          [one.lagMs, limits.lagMs],
          [one.pending, limits.pending],
          ...(one.p95Ms === null ? [] : [[one.p95Ms, limits.p95Ms] as const]),
        ] as const;
        if (values.some(([value, bound]) => value > bound.high)) expect(throttle.paused).toBe(true);
        if (values.every(([value, bound]) => value <= bound.low)) expect(throttle.paused).toBe(false);
        if (was.paused && !throttle.paused) expect(values.every(([value, bound]) => value <= bound.low)).toBe(true);
        expect(throttle.chunk).toBeGreaterThanOrEqual(limits.chunk.min);
        expect(throttle.chunk).toBeLessThanOrEqual(limits.chunk.max);
      }
    }),
  );
});

test("a backfill pauses under load, lets the lag fall meanwhile, and goes on when it has", async () => {
  const mapping = noteMapping();
  const store = new FakeMigrationStore(mapping);
  for (let n = 1; n <= 40; n++) store.clientWrites("old", [n], { id: n, text: "t" });
  await store.prepare("one");
  let p95: number | null = 1_000;
  let relays = 0;
  const found = await backfill({
    mapping,
    store,
    limits: { ...limits, chunk: { min: 5, max: 10 } },
    p95Ms: () => p95,
    whilePaused: () => {
      if (++relays === 3) p95 = 100;
      return Promise.resolve();
    },
    sleep: () => Promise.resolve(),
  });
  expect(found).toMatchObject({ rows: 40, finished: true, pauses: 1 });
  expect(relays).toBe(3);
});

test("an aborted backfill stands where its last chunk ended", async () => {
  const mapping = noteMapping();
  const store = new FakeMigrationStore(mapping);
  for (let n = 1; n <= 40; n++) store.clientWrites("old", [n], { id: n, text: "t" });
  await store.prepare("one");
  const stop = new AbortController();
  const options = {
    mapping,
    store,
    limits: { ...limits, chunk: { min: 10, max: 10 } },
    sleep: () => Promise.resolve(),
  };
  const first = await backfill({ ...options, signal: stop.signal, onChunk: () => stop.abort() });
  expect(first).toMatchObject({ rows: 10, finished: false });
  expect(await store.state()).toMatchObject({ checkpoint: [10], backfilled: false, copied: 10 });
  expect(await backfill(options)).toMatchObject({ rows: 30, finished: true });
});
