import { createHmac } from "node:crypto";
import type { Sink } from "../../core/outbox/index.ts";
import { send } from "./http.ts";

/** Attachments above this are named, not sent. */
const attachmentBytes = 1_000_000;

/**
 * Posts each message as JSON with `Idempotency-Key`. With a secret, `X-Maestro-Signature` is `sha256=` and the
 * HMAC-SHA-256 of the body in hex.
 */
export function webhookSink(options: {
  readonly name: string;
  readonly url: string;
  readonly secret?: string | undefined;
  readonly bearer?: string | undefined;
}): Sink {
  const { name, url, secret, bearer } = options;
  return {
    name,
    deliver: async (message, key, attachments, signal) => {
      const { topic, title, text, facts, at } = message;
      const body = JSON.stringify({
        key,
        topic,
        title,
        text,
        facts,
        at: new Date(at).toISOString(),
        attachments: attachments.map(({ name: file, content }) => ({
          name: file,
          bytes: content?.length ?? null,
          base64: content === null || content.length > attachmentBytes ? null : Buffer.from(content).toString("base64"),
        })),
      });
      await send(url, {
        method: "POST",
        signal,
        body,
        headers: {
          "content-type": "application/json",
          "idempotency-key": key,
          ...(bearer ? { authorization: `Bearer ${bearer}` } : {}),
          ...(secret
            ? { "x-maestro-signature": `sha256=${createHmac("sha256", secret).update(body).digest("hex")}` }
            : {}),
        },
      });
      return { ref: new URL(url).origin };
    },
  };
}
