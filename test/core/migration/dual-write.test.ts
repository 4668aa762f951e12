import { expect, test } from "vitest";
import { dualWrite, type WriteOperation, type WriterStore } from "../../../core/migration/index.ts";
import { FakeMigrationStore } from "../../support/fake-migration-store.ts";
import { noteMapping } from "../../support/migration-mapping.ts";

const mapping = noteMapping();
const note = { id: 1, head: "a", tail: "b" };

test("before the turn the old side is written and read, after it the new one; the other follows by the outbox", async () => {
  const store = new FakeMigrationStore(mapping);
  await store.prepare("one");
  const writer = dualWrite({ mapping, store, sleep: () => Promise.resolve() });
  await writer.put(note);
  expect(store.sides.old.rows.get("[1]")).toEqual({ id: 1, text: "a/b" });
  expect(store.sides.new.rows.size).toBe(0);
  expect(store.sides.old.outbox).toHaveLength(1);
  expect(await writer.get([1])).toEqual(note);
  await store.turn("new", () => Promise.resolve());
  await writer.put({ ...note, tail: null });
  expect(store.sides.new.rows.get("[1]")).toEqual({ ...note, tail: null });
  expect(await writer.get([1])).toEqual({ ...note, tail: null });
  await writer.remove([1]);
  expect(await writer.get([1])).toBeNull();
  expect(store.sides.new.outbox).toHaveLength(2);
});

test("synchronous: both sides at once, and the outbox entry all the same", async () => {
  const store = new FakeMigrationStore(mapping);
  await store.prepare("one");
  const writer = dualWrite({ mapping, store, mode: "sync", sleep: () => Promise.resolve() });
  await writer.put(note);
  expect(store.sides.new.rows.get("[1]")).toEqual(note);
  expect(store.sides.old.outbox).toHaveLength(1);
  expect(store.sides.new.outbox).toHaveLength(0);
  await writer.remove([1]);
  expect(store.sides.new.rows.size + store.sides.old.rows.size).toBe(0);
});

test("what the deciding side cannot hold is refused to the writer, what only the follower cannot is accepted", async () => {
  const store = new FakeMigrationStore(mapping);
  await store.prepare("one");
  const writer = dualWrite({ mapping, store, mode: "sync", sleep: () => Promise.resolve() });
  const odd = { id: 2, head: "with/separator", tail: "x" };
  await expect(writer.put(odd)).rejects.toMatchObject({ code: "not-joinable" });
  expect(store.sides.old.rows.size).toBe(0);
  await store.turn("new", () => Promise.resolve());
  await writer.put(odd);
  expect(store.sides.new.rows.get("[2]")).toEqual(odd);
  expect(store.sides.old.rows.size).toBe(0);
});

test("in a turn a write waits; when the turn does not end it fails and says so", async () => {
  let accepts = false;
  let waits = 0;
  const store: WriterStore = {
    write: (side: string, _: WriteOperation) => Promise.resolve(accepts && side === "new"),
    read: () => Promise.resolve({ decides: false, row: null }),
  };
  const writer = dualWrite({
    mapping,
    store,
    sleep: () => {
      if (++waits === 3) accepts = true;
      return Promise.resolve();
    },
  });
  await writer.put(note);
  expect(waits).toBe(3);
  await expect(writer.get([1])).rejects.toMatchObject({ code: "migration-turning", exitCode: 4 });
});
