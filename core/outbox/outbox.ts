import * as z from "zod";
import { keyOf, type Message, messageSchema } from "./message.ts";

const at = z.int().min(0);

/** What the outbox's log holds, one a line. */
export const outboxEventSchema = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("queued"), message: messageSchema }),
  /** `final`: the sink will never take it as it is; a person must act, then flush. */
  z.strictObject({
    kind: z.literal("failed"),
    key: z.string(),
    at,
    error: z.string(),
    retryAt: at,
    final: z.boolean(),
  }),
  /** `ref`: where it is now, such as an issue's address. */
  z.strictObject({ kind: z.literal("delivered"), key: z.string(), at, ref: z.string() }),
]);
export type OutboxEvent = z.infer<typeof outboxEventSchema>;

export interface Item {
  readonly message: Message;
  readonly failures: number;
  /** Epoch ms before which it is not tried. */
  readonly retryAt: number;
  readonly lastError: string | null;
  /** It waits for a person: the sink said that it will never take it. */
  readonly parked: boolean;
  readonly delivered: { readonly at: number; readonly ref: string } | null;
}

/** Every message that was ever queued, by its key, in order of queueing. */
export type Outbox = ReadonlyMap<string, Item>;

/**
 * The outbox from its events, oldest first. Delivered stays delivered, whatever comes after; a message queued twice is
 * there once; what is said of a message that is not there is passed over.
 */
export function foldOutbox(events: readonly OutboxEvent[]): Outbox {
  const items = new Map<string, Item>();
  for (const event of events) {
    if (event.kind === "queued") {
      const key = keyOf(event.message);
      if (!items.has(key))
        items.set(key, {
          message: event.message,
          failures: 0,
          retryAt: 0,
          lastError: null,
          parked: false,
          delivered: null,
        });
      continue;
    }
    const item = items.get(event.key);
    if (item === undefined || item.delivered !== null) continue;
    items.set(
      event.key,
      event.kind === "delivered"
        ? { ...item, delivered: { at: event.at, ref: event.ref }, parked: false }
        : {
            ...item,
            failures: item.failures + 1,
            retryAt: event.retryAt,
            lastError: event.error,
            parked: event.final,
          },
    );
  }
  return items;
}

/** The messages that are not in the outbox yet, each once: what is to be appended. */
export function unqueued(outbox: Outbox, messages: readonly Message[]): Message[] {
  const seen = new Set(outbox.keys());
  return messages.filter((message) => {
    const key = keyOf(message);
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}

/** What has not been delivered. */
export function pending(outbox: Outbox): Item[] {
  return [...outbox.values()].filter((item) => item.delivered === null);
}

/**
 * What is to be tried now, in order. A sink gets its messages in the order they were queued: one that waits for its
 * next try holds back those behind it, one that is parked does not.
 * @param now epoch ms
 * @param force also what waits or is parked: a person asked for it
 */
export function due(outbox: Outbox, now: number, force = false): Item[] {
  const blocked = new Set<string>();
  return pending(outbox).filter((item) => {
    const { sink } = item.message;
    if (force) return true;
    if (item.parked || blocked.has(sink)) return false;
    if (item.retryAt <= now) return true;
    blocked.add(sink);
    return false;
  });
}
