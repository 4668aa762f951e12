import * as z from "zod";
import { TOPICS } from "../../core/outbox/index.ts";
import { instant } from "./envelope.ts";

const count = z.int().min(0);

const item = z.strictObject({
  key: z.string(),
  topic: z.enum(TOPICS),
  sink: z.string(),
  title: z.string(),
  at: instant,
  failures: count,
  lastError: z.string().nullable(),
  retryAt: instant.nullable().describe("null when nothing has failed"),
  parked: z.boolean().describe("the sink will never take it as it is: a person must act, then flush"),
  deliveredAt: instant.nullable(),
  ref: z.string().nullable().describe("where it is now, such as an issue's address"),
});

/** What `outbox list` prints. */
export const outboxListSchema = z.strictObject({ pending: count, delivered: count, items: z.array(item) });
/** What `outbox flush` prints. */
export const outboxFlushSchema = z.strictObject({ delivered: count, failed: count, pending: count });
export type OutboxItem = z.infer<typeof item>;
