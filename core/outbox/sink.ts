import type { Message } from "./message.ts";

/** A file that goes along; `content` is null when it could not be read. */
export interface Attachment {
  readonly name: string;
  readonly content: Uint8Array | null;
}

/**
 * Where messages go. Delivery is at least once: a process that dies between the delivery and its record delivers again
 * with the same key, and the sink makes one of the two.
 */
export interface Sink {
  readonly name: string;
  /**
   * @param key the idempotency key
   * @returns where it is now
   * @throws SinkRefused when trying again without a change is no use; anything else is tried again
   */
  deliver(
    message: Message,
    key: string,
    attachments: readonly Attachment[],
    signal: AbortSignal,
  ): Promise<{ readonly ref: string }>;
}

/** The sink will never take this message as it is: a wrong token, an unknown repository. */
export class SinkRefused extends Error {}
