import { type Item, keyOf } from "../../core/outbox/index.ts";
import type { OutboxItem } from "../documents/outbox.ts";

export function toRow({ message, failures, lastError, retryAt, parked, delivered }: Item): OutboxItem {
  const { topic, sink, title, at } = message;
  const iso = (ms: number): string => new Date(ms).toISOString();
  return {
    key: keyOf(message),
    topic,
    sink,
    title,
    at: iso(at),
    failures,
    lastError,
    retryAt: failures === 0 ? null : iso(retryAt),
    parked,
    deliveredAt: delivered ? iso(delivered.at) : null,
    ref: delivered?.ref ?? null,
  };
}

/** One line for people. */
export function rowText(row: OutboxItem): string {
  const state = row.deliveredAt !== null ? `delivered ${row.ref}` : row.parked ? "PARKED" : "waits";
  const why = row.deliveredAt === null && row.lastError !== null ? ` (${row.failures} tries: ${row.lastError})` : "";
  return `${row.at}  ${row.topic.padEnd(8)} ${row.sink.padEnd(12)} ${row.title}: ${state}${why}`;
}
