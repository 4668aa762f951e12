import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  due,
  foldOutbox,
  keyOf,
  type Message,
  type OutboxEvent,
  outboxEventSchema,
  pending,
  unqueued,
} from "../../../core/outbox/index.ts";

const message = (id: string, sink = "ops"): Message => ({
  id,
  topic: "hold",
  sink,
  title: `hold ${id}`,
  text: "",
  facts: {},
  attachments: [],
  at: 1,
});
const queued = (m: Message): OutboxEvent => ({ kind: "queued", message: m });

const messages = fc.array(
  fc
    .record({ id: fc.constantFrom("a", "b", "c", "d"), sink: fc.constantFrom("ops", "hub") })
    .map((m) => message(m.id, m.sink)),
  { maxLength: 12 },
);
const key = fc.constantFrom("ops:a", "ops:b", "hub:a", "hub:c", "hub:zzz");
const event: fc.Arbitrary<OutboxEvent> = fc.oneof(
  messages.filter((m) => m.length > 0).map((m) => queued(m[0]!)),
  fc.record({ kind: fc.constant("delivered" as const), key, at: fc.nat(), ref: fc.string() }),
  fc.record({
    kind: fc.constant("failed" as const),
    key,
    at: fc.nat(),
    error: fc.string(),
    retryAt: fc.nat(),
    final: fc.boolean(),
  }),
);

describe("the outbox", () => {
  test("loses nothing: what was queued is delivered or pending, each once, whatever happened in between", () => {
    fc.assert(
      fc.property(fc.array(event, { maxLength: 60 }), (events) => {
        const outbox = foldOutbox(events);
        const wanted = new Set(events.flatMap((e) => (e.kind === "queued" ? [keyOf(e.message)] : [])));
        expect(new Set(outbox.keys())).toEqual(wanted);
        const open = new Set(pending(outbox).map(({ message: m }) => keyOf(m)));
        for (const [k, item] of outbox) expect(open.has(k)).toBe(item.delivered === null);
        for (const e of events) expect(outboxEventSchema.parse(JSON.parse(JSON.stringify(e)))).toEqual(e);
      }),
    );
  });

  test("queues nothing twice, however often it is derived", () => {
    fc.assert(
      fc.property(messages, messages, (first, again) => {
        const once = foldOutbox(unqueued(new Map(), first).map(queued));
        const more = unqueued(once, [...first, ...again]);
        const twice = foldOutbox([...unqueued(new Map(), first), ...more].map(queued));
        expect(unqueued(twice, [...first, ...again])).toEqual([]);
        expect(more.every((m) => !once.has(keyOf(m)))).toBe(true);
      }),
    );
  });

  test("delivered stays delivered", () => {
    const events: OutboxEvent[] = [
      queued(message("a")),
      { kind: "delivered", key: "ops:a", at: 5, ref: "here" },
      { kind: "failed", key: "ops:a", at: 6, error: "late", retryAt: 9, final: true },
    ];
    expect(foldOutbox(events).get("ops:a")).toMatchObject({
      delivered: { at: 5, ref: "here" },
      failures: 0,
      parked: false,
    });
  });

  test("a sink gets its messages in order: what waits holds back what came after, and other sinks go on", () => {
    const outbox = foldOutbox([
      ...[message("a"), message("b"), message("a", "hub")].map(queued),
      { kind: "failed", key: "ops:a", at: 0, error: "down", retryAt: 1_000, final: false },
    ]);
    const keys = (now: number, force = false): string[] => due(outbox, now, force).map(({ message: m }) => keyOf(m));
    expect(keys(999)).toEqual(["hub:a"]);
    expect(keys(1_000)).toEqual(["ops:a", "ops:b", "hub:a"]);
    expect(keys(0, true)).toEqual(["ops:a", "ops:b", "hub:a"]);
  });

  test("what its sink will never take waits for a person and holds nothing back", () => {
    const outbox = foldOutbox([
      ...[message("a"), message("b")].map(queued),
      { kind: "failed", key: "ops:a", at: 0, error: "401", retryAt: 0, final: true },
    ]);
    expect(due(outbox, 1e9).map(({ message: m }) => m.id)).toEqual(["b"]);
    expect(due(outbox, 0, true).map(({ message: m }) => m.id)).toEqual(["a", "b"]);
  });
});
