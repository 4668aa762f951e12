import { createWriteStream, mkdirSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { writeFileAtomic } from "../../adapters/files/atomic.ts";
import { OutsideError } from "../../core/errors/index.ts";
import type { LoadClient } from "./client.ts";
import type { Mix } from "./mix.ts";
import type { LoadOptions } from "./options.ts";
import { dueAt, dueBy } from "./pace.ts";
import { type Summary, Tally } from "./summary.ts";

const TICK_MS = 2;
const SUMMARY_MS = 1_000;

export interface LoadPorts {
  readonly client: LoadClient;
  readonly mix: Mix;
  /** Epoch milliseconds, with fractions, of a clock that does not jump. */
  readonly now: () => number;
  /** Ends the schedule; what is in flight is still waited for. */
  readonly signal: AbortSignal;
}

/**
 * Runs the load: sends on schedule until the end, waits for the last answers, and leaves answers.ndjson and
 * summary.json in the folder. Latencies count from when a request was due, so that a stalled service, or a stalled
 * load, shows.
 *
 * @throws OutsideError `file-not-writable`, `disk-full`
 */
export async function runLoad(options: LoadOptions, { client, mix, now, signal }: LoadPorts): Promise<Summary> {
  const { rate, seconds, run, out } = options;
  const limit = seconds === null ? Number.POSITIVE_INFINITY : Math.max(1, Math.round(seconds * rate));
  const log = openLog(out);
  const startedAt = now();
  const tally = new Tally({ run, url: options.url.href, startedAt, rate });
  const save = (finished: boolean): Summary => {
    const summary = tally.summary(now(), finished);
    writeFileAtomic(join(out, "summary.json"), `${JSON.stringify(summary, null, 2)}\n`, { durable: false });
    return summary;
  };
  const underWay = new Set<Promise<void>>();
  const one = async (n: number, scheduled: number): Promise<void> => {
    const ask = mix.next(n);
    const at = now();
    tally.sent(at, at - scheduled);
    const answer = { n, scheduled, ...(await client.send(ask)) };
    if (answer.kind === "place" && answer.outcome === "ok") mix.accepted(answer.clientId);
    tally.answered(answer);
    log.write(`${JSON.stringify(answer)}\n`);
  };

  save(false);
  let savedAt = startedAt;
  for (let n = 0; n < limit && !signal.aborted; ) {
    log.check();
    for (const due = dueBy(startedAt, rate, now(), limit); n < due; n++) {
      const exchange = one(n, dueAt(startedAt, rate, n));
      underWay.add(exchange);
      void exchange.finally(() => underWay.delete(exchange));
    }
    if (now() - savedAt >= SUMMARY_MS) {
      savedAt = now();
      save(false);
    }
    await sleep(TICK_MS);
  }
  await Promise.all(underWay);
  client.close();
  await log.close();
  return save(true);
}

interface Log {
  write(line: string): void;
  /** @throws OutsideError when a line could not be written */
  check(): void;
  close(): Promise<void>;
}

function openLog(out: string): Log {
  const file = join(out, "answers.ndjson");
  mkdirSync(out, { recursive: true });
  const stream = createWriteStream(file, { flags: "w" });
  let failure: NodeJS.ErrnoException | undefined;
  stream.on("error", (error) => {
    failure = error;
  });
  const check = (): void => {
    if (failure === undefined) return;
    const full = failure.code === "ENOSPC" || failure.code === "EDQUOT";
    throw new OutsideError(full ? "disk-full" : "file-not-writable", `cannot write the load's log (${failure.code})`, {
      file,
      next: full ? `free some space: df -h ${out}` : `look at it: ls -ld ${out}`,
      cause: failure,
    });
  };
  return {
    write: (line) => void stream.write(line),
    check,
    close: async () => {
      await new Promise<void>((resolve) => {
        stream.once("error", () => resolve());
        stream.end(() => resolve());
      });
      check();
    },
  };
}
