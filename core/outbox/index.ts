export { backoff, waitMs } from "./backoff.ts";
export { type NotifyConfig, notifySchema, type SinkConfig } from "./config.ts";
export { keyOf, type Message, messageSchema, TOPICS, type Topic } from "./message.ts";
export {
  due,
  foldOutbox,
  type Item,
  type Outbox,
  type OutboxEvent,
  outboxEventSchema,
  pending,
  unqueued,
} from "./outbox.ts";
export { type Attachment, type Sink, SinkRefused } from "./sink.ts";
