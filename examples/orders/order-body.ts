import type { IncomingMessage } from "node:http";
import * as z from "zod";
import { InputError } from "../../core/errors/index.ts";
import type { NewOrder } from "./store.ts";

const LIMIT = 16 * 1024;

const newOrder = z.strictObject({
  clientId: z.string().min(1).max(200),
  item: z.string().min(1).max(200),
  quantity: z.int().min(1).max(1_000_000),
});

/** @throws InputError `order-too-large`, `order-malformed` naming the field */
export async function readOrder(request: IncomingMessage): Promise<NewOrder> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > LIMIT) throw new InputError("order-too-large", `an order has at most ${LIMIT} bytes`);
    chunks.push(chunk);
  }
  return parseOrder(Buffer.concat(chunks).toString("utf8"));
}

/** @throws InputError `order-malformed` naming the field */
export function parseOrder(text: string): NewOrder {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new InputError("order-malformed", "the body is not JSON", { cause });
  }
  const result = newOrder.safeParse(value);
  if (result.success) return result.data;
  const { path, message } = result.error.issues[0]!;
  throw new InputError("order-malformed", message, { field: path.join(".") });
}
