import { readFile } from "node:fs/promises";
import { basename, join } from "node:path";
import {
  type Attachment,
  due,
  foldOutbox,
  type Item,
  keyOf,
  type Message,
  type Outbox,
  pending,
  type Sink,
  SinkRefused,
  unqueued,
  waitMs,
} from "../../core/outbox/index.ts";
import { tryLock } from "../process/file-lock.ts";
import { OutboxLog } from "./log.ts";

export interface OutboxOptions {
  readonly stateDir: string;
  readonly sinks: readonly Sink[];
  readonly now: () => number;
  readonly random: () => number;
  /** Ms that one delivery may take. */
  readonly timeoutMs?: number;
}

export interface Flushed {
  readonly delivered: number;
  readonly failed: number;
  /** Another process delivers just now: it takes ours along. */
  readonly busy: boolean;
}

/** Queues messages durably and delivers them to their sinks, one process at a time. */
export class DurableOutbox {
  readonly #options: OutboxOptions;
  readonly #log: OutboxLog;

  constructor(options: OutboxOptions) {
    this.#options = options;
    this.#log = new OutboxLog(options.stateDir);
  }

  read(): Outbox {
    return foldOutbox(this.#log.read());
  }

  pending(): Item[] {
    return pending(this.read());
  }

  /** Those that are not there yet; when it returns they are on the disk. */
  queue(messages: readonly Message[]): void {
    this.#log.append(unqueued(this.read(), messages).map((message) => ({ kind: "queued", message })));
  }

  /** Tries what is due once. @param force also what waits for its next try or for a person */
  async flush(force = false, signal?: AbortSignal): Promise<Flushed> {
    const { stateDir, now } = this.#options;
    // The usual case, many times a minute: nothing to do, and nothing to lock for it.
    if (due(this.read(), now(), force).length === 0) return { delivered: 0, failed: 0, busy: false };
    const lock = await tryLock(join(stateDir, "outbox", "lock"), "delivers notices");
    if (!("release" in lock)) return { delivered: 0, failed: 0, busy: true };
    try {
      const bySink = Map.groupBy(due(this.read(), now(), force), ({ message }) => message.sink);
      // A sink that does not answer keeps only its own messages waiting.
      const counts = await Promise.all([...bySink.values()].map((items) => this.#inOrder(items, signal)));
      const sum = (pick: (count: { delivered: number; failed: number }) => number): number =>
        counts.reduce((total, count) => total + pick(count), 0);
      return { delivered: sum((c) => c.delivered), failed: sum((c) => c.failed), busy: false };
    } finally {
      await lock.release();
    }
  }

  async #inOrder(items: readonly Item[], signal?: AbortSignal): Promise<{ delivered: number; failed: number }> {
    let [delivered, failed] = [0, 0];
    for (const item of items) {
      if (signal?.aborted) break;
      const outcome = await this.#try(item);
      if (outcome === "delivered") delivered += 1;
      else failed += 1;
      // What comes after it goes after it.
      if (outcome === "later") break;
    }
    return { delivered, failed };
  }

  async #try({ message, failures }: Item): Promise<"delivered" | "later" | "parked"> {
    const { sinks, now, random, timeoutMs = 10_000 } = this.#options;
    const key = keyOf(message);
    try {
      const sink = sinks.find(({ name }) => name === message.sink);
      if (sink === undefined) throw new SinkRefused(`notify.yaml has no sink ${message.sink}`);
      const attachments = await Promise.all(message.attachments.map(attachmentOf));
      const { ref } = await sink.deliver(message, key, attachments, AbortSignal.timeout(timeoutMs));
      this.#log.append([{ kind: "delivered", key, at: now(), ref }]);
      return "delivered";
    } catch (error) {
      const final = error instanceof SinkRefused;
      const at = now();
      const text = reasonOf(error);
      this.#log.append([{ kind: "failed", key, at, error: text, retryAt: at + waitMs(failures + 1, random()), final }]);
      return final ? "parked" : "later";
    }
  }
}

async function attachmentOf(path: string): Promise<Attachment> {
  return { name: basename(path), content: await readFile(path).catch(() => null) };
}

/** fetch says only "fetch failed"; why is in its cause. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { cause } = error;
  return cause instanceof Error && cause.message !== "" ? `${error.message}: ${cause.message}` : error.message;
}
