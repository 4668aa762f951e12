import fc from "fast-check";
import { expect, test } from "vitest";
import {
  backfillChunk,
  drain,
  type Key,
  keyText,
  mapRow,
  migrationEngine,
  otherSide,
  type Row,
  reconcile,
  relayBatch,
  relayLate,
  type SideName,
  turnTo,
} from "../../../core/migration/index.ts";
import { FakeMigrationStore } from "../../support/fake-migration-store.ts";
import { noteMapping } from "../../support/migration-mapping.ts";

const mapping = noteMapping();
const sleep = (): Promise<void> => Promise.resolve();

class Crash extends Error {}

const id = fc.integer({ min: 1, max: 8 });
/** Texts that map, and one in five that does not: text of two parts, or the first with the separator on the way down. */
const write = fc.record({
  id,
  head: fc.constantFrom("a", "b", "c", "~"),
  tail: fc.option(fc.constantFrom("x", "y"), { freq: 3 }),
  remove: fc.boolean(),
  /** By a program that knows nothing of the migration, by the new one, or by the new one writing both. */
  by: fc.constantFrom("legacy", "async", "sync"),
});
type Write = typeof write extends fc.Arbitrary<infer T> ? T : never;

/** Something that happens at the n-th call of the store. */
const event = fc.record({
  at: fc.integer({ min: 0, max: 12 }),
  what: fc.oneof({ arbitrary: write, weight: 4 }, { arbitrary: fc.constant("crash" as const), weight: 1 }),
});
const action = fc.oneof(
  { arbitrary: write.map((value) => ({ kind: "write", value }) as const), weight: 4 },
  {
    arbitrary: fc.record({
      kind: fc.constantFrom("relay", "backfill", "turn", "reconcile", "restart"),
      size: fc.integer({ min: 1, max: 4 }),
      events: fc.array(event, { maxLength: 5 }),
      down: fc.boolean(),
    }),
    weight: 5,
  },
);

class World {
  readonly store = new FakeMigrationStore(mapping);
  /** What clients were told is stored, in the new shape. */
  readonly accepted = new Map<string, Row>();

  async write({ id, head, tail, remove, by }: Write): Promise<void> {
    const { store } = this;
    const key: Key = [id];
    const { deciding } = store;
    // A program that knows of nothing has traffic only while the old side decides.
    const side: SideName | null = by === "legacy" && deciding !== "old" ? null : deciding;
    if (side === null) return;
    const next = { id, head, tail };
    // What only the old shape can say: a text that the mapping cannot take apart and put together again.
    const row = side === "old" ? { id, text: tail === null ? head : `${head}/${tail}` } : next;
    const follow = by === "sync" ? { follow: remove ? null : side === "old" ? next : mapping.down(next) } : {};
    const operation = { key, row: remove ? null : row, ...follow };
    let done: Promise<boolean> = Promise.resolve(true);
    if (by === "legacy") store.clientWrites(side, key, operation.row);
    else done = store.write(side, operation);
    if (remove) this.accepted.delete(keyText(key));
    else this.accepted.set(keyText(key), next);
    expect(await done).toBe(true);
  }

  async run(
    kind: "relay" | "backfill" | "turn" | "reconcile" | "restart",
    size: number,
    events: readonly { at: number; what: Write | "crash" }[],
    down: boolean,
  ): Promise<void> {
    const { store } = this;
    let calls = 0;
    const pending: Promise<void>[] = [];
    store.interlude = (call, side) => {
      const now = calls++;
      if (down && side !== null && side !== store.deciding && call === "commit") throw new Crash("the side is down");
      for (const { at, what } of events)
        if (at === now) {
          if (what === "crash") throw new Crash("killed");
          pending.push(this.write(what));
        }
    };
    const deciding = store.deciding ?? "old";
    try {
      if (kind === "relay") await relayBatch(store, mapping, deciding, size);
      if (kind === "backfill") await backfillChunk(store, mapping, size);
      if (kind === "reconcile") await reconcile({ store, mapping, page: size });
      if (kind === "restart") await store.prepare("one");
      if (kind === "turn" && (await store.state())?.backfilled) await turnTo(store, mapping, otherSide(deciding));
    } catch (error) {
      if (!(error instanceof Crash)) throw error;
    }
    store.interlude = () => undefined;
    await Promise.all(pending);
  }
}

test("whatever crashes, fails or is written meanwhile, no accepted write is lost, doubled or set back", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(write, { maxLength: 8 }),
      fc.array(action, { maxLength: 25 }),
      async (before, actions) => {
        const world = new World();
        const { store } = world;
        for (const one of before) await world.write({ ...one, by: "legacy" });
        await store.prepare("one");
        for (const one of actions)
          if (one.kind === "write") await world.write(one.value);
          else await world.run(one.kind, one.size, one.events, one.down);
        const engine = migrationEngine({ mapping, store, sleep });
        await engine.backfill();
        const deciding = store.deciding!;
        const toNew = (row: Row): Row => (deciding === "new" ? row : mapping.up(row));
        expect(new Map([...store.sides[deciding].rows].map(([key, row]) => [key, toNew(row)]))).toEqual(world.accepted);
        const found = await engine.reconcile();
        expect(found).toMatchObject({ equal: true, missing: 0, extra: 0, different: 0 });
        expect(found.digests.deciding).toBe(found.digests.following);
        const followers = store.sides[otherSide(deciding)].rows;
        expect(new Set(followers.keys())).toEqual(new Set(world.accepted.keys()));
      },
    ),
    { numRuns: 10_000 },
  );
});

test("rows that cannot be mapped are quarantined, mended ones leave the quarantine, and nothing stale stays behind", async () => {
  const store = new FakeMigrationStore(mapping);
  const odd = { id: 1, text: 5 as unknown as string };
  store.clientWrites("old", [1], odd);
  store.clientWrites("old", [2], { id: 2, text: "a/b" });
  await store.prepare("one");
  const engine = migrationEngine({ mapping: noteMapping(1), store, sleep });
  expect(await engine.backfill()).toMatchObject({ rows: 2, quarantined: 1, finished: true });
  expect(await engine.quarantined()).toEqual({
    count: 1,
    rows: [{ side: "old", key: [1], code: "wrong-type", field: "text" }],
  });
  expect((await engine.reconcile()).quarantined).toBe(1);

  const strict = migrationEngine({ mapping: noteMapping(0), store, sleep });
  await expect(strict.backfill()).rejects.toMatchObject({ code: "migration-quarantine", exitCode: 3 });
  await expect(strict.reconcile()).rejects.toMatchObject({ code: "migration-quarantine" });
  await expect(strict.reverse()).rejects.toMatchObject({ code: "migration-quarantine" });
  expect(store.deciding).toBe("old");

  // A row that was fine becomes odd: its earlier state must not be read on the other side.
  store.clientWrites("old", [2], { id: 2, text: 7 as unknown as string });
  await engine.relay();
  expect(store.sides.new.rows.size).toBe(0);
  expect((await engine.quarantined()).count).toBe(2);
  store.clientWrites("old", [1], { id: 1, text: "mended" });
  store.clientWrites("old", [2], { id: 2, text: "mended/too" });
  await engine.relay();
  expect((await engine.quarantined()).count).toBe(0);
  expect(store.sides.new.rows.get("[2]")).toEqual({ id: 2, head: "mended", tail: "too" });
  await strict.reconcile();
});

test("a write that came late on the side that no longer decides is carried over where nothing stands in its way", async () => {
  const store = new FakeMigrationStore(mapping);
  store.clientWrites("old", [1], { id: 1, text: "a" });
  await store.prepare("one");
  const engine = migrationEngine({ mapping, store, sleep });
  await engine.backfill();
  await engine.reverse();
  store.clientWrites("old", [2], { id: 2, text: "late/one" });
  store.clientWrites("old", [1], { id: 1, text: "late conflict" });
  await engine.relay();
  expect(store.sides.new.rows.get("[2]")).toEqual({ id: 2, head: "late", tail: "one" });
  expect(store.sides.new.rows.get("[1]")).toEqual({ id: 1, head: "a", tail: null });
  expect((await engine.quarantined()).rows).toEqual([{ side: "old", key: [1], code: "late-conflict", field: null }]);
  expect(await relayLate(store, mapping, "old", 10)).toMatchObject({ entries: 0 });
  await expect(migrationEngine({ mapping: noteMapping(0), store, sleep }).restore()).rejects.toMatchObject({
    code: "migration-quarantine",
  });
  store.clientWrites("new", [1], { id: 1, head: "settled", tail: null });
  await engine.relay();
  expect((await engine.quarantined()).count).toBe(0);
  await engine.restore();
  expect(store.sides.old.rows.get("[1]")).toEqual({ id: 1, text: "settled" });
});

test("a new epoch begins anew and takes away what an earlier attempt has left", async () => {
  const store = new FakeMigrationStore(mapping);
  for (const n of [1, 2, 3]) store.clientWrites("old", [n], { id: n, text: `t${n}` });
  const engine = migrationEngine({ mapping, store, sleep });
  await engine.start("one");
  await engine.backfill();
  await engine.finish();
  store.clientWrites("old", [2], null);
  store.clientWrites("old", [3], { id: 3, text: "changed" });
  await engine.start("two");
  expect(await engine.backfill()).toMatchObject({ rows: 2, finished: true });
  expect([...store.sides.new.rows.values()]).toEqual([
    { id: 1, head: "t1", tail: null },
    { id: 3, head: "changed", tail: null },
  ]);
  await engine.start("two");
  expect((await engine.state())!.backfilled).toBe(true);
});

test("what differs without a write in the outbox is found, counted, and shown without a value", async () => {
  const store = new FakeMigrationStore(mapping);
  for (const n of [1, 2, 3]) store.clientWrites("old", [n], { id: n, text: `secret${n}` });
  await store.prepare("one");
  const engine = migrationEngine({ mapping, store, sleep });
  await engine.backfill();
  const { rows } = store.sides.new;
  rows.delete("[1]");
  rows.set("[2]", { id: 2, head: "changed", tail: null });
  rows.set("[9]", { id: 9, head: "extra", tail: null });
  const found = await reconcile({ store, mapping, page: 2 });
  expect(found).toMatchObject({
    equal: false,
    missing: 1,
    different: 1,
    extra: 1,
    keys: { deciding: 3, following: 3 },
  });
  expect(found.digests.deciding).not.toBe(found.digests.following);
  expect(JSON.stringify(found)).not.toMatch(/secret|changed|extra1/);
  await expect(engine.reconcile()).rejects.toMatchObject({ code: "migration-not-equal", exitCode: 3 });
});

test("fields that only one side has are kept there when the other overwrites the record", async () => {
  const { personMapping } = await import("../../support/migration-mapping.ts");
  const person = personMapping();
  const store = new FakeMigrationStore(person);
  const old = { id: 1, name: "Ada L", street: null, town: null, state: "A", cents: "1", note: "kept" };
  store.clientWrites("old", [1], old);
  const engine = migrationEngine({ mapping: person, store, sleep });
  await engine.start("one");
  await engine.backfill();
  await engine.reverse();
  store.clientWrites("new", [1], { ...(mapRow(person, "up", old) as { row: Row }).row, amount: 2, channel: "shop" });
  expect(await drain(store, person, "new")).toBe(1);
  expect(store.sides.old.rows.get("[1]")).toEqual({ ...old, cents: "2", note: "kept" });
  await engine.reconcile();
  await engine.restore();
  store.clientWrites("old", [1], { ...old, cents: "3" });
  await engine.relay();
  expect(store.sides.new.rows.get("[1]")).toMatchObject({ amount: 3, channel: "shop" });
});
