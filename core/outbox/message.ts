import * as z from "zod";

/** What people can be told of. `incident` and `debt` open an issue; the others are notices. */
export const TOPICS = [
  "start",
  "hold",
  "flip",
  "backout",
  "finish",
  "alert",
  "deprecation",
  "incident",
  "debt",
] as const;
export type Topic = (typeof TOPICS)[number];

export const messageSchema = z.strictObject({
  /** The idempotency key: the same words for the same fact, whoever derives them and however often. */
  id: z.string().min(1).max(200),
  topic: z.enum(TOPICS),
  /** The name of the sink that it goes to. */
  sink: z.string().min(1),
  title: z.string().min(1),
  /** Markdown. */
  text: z.string(),
  /** Facts for machines. */
  facts: z.record(z.string(), z.json()),
  /** Files that go along as they are when it is delivered; one that is not there is left out and named. */
  attachments: z.array(z.string().min(1)),
  at: z.int().min(0),
});
/** One thing that one sink is to be told. */
export type Message = z.infer<typeof messageSchema>;

/** The key of a message at its sink: two sinks can be told of one fact. */
export function keyOf({ id, sink }: Pick<Message, "id" | "sink">): string {
  return `${sink}:${id}`;
}
