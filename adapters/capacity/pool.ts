import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";
import { forecastRaw, type RawSeries, type SeriesOutcome, type SeriesRequest } from "../../core/capacity/index.ts";
import { OutsideError } from "../../core/errors/index.ts";

/** Below this a thread costs more than it saves. */
const FEW = 6;

export interface PoolOptions {
  /** Threads; as many as there are cores unless told, at most 16. */
  readonly threads?: number | undefined;
  readonly onDone?: ((done: number) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Forecasts series on worker threads as they come, no more of them in memory than there are threads; outcomes are in the
 * order of the series, whatever finishes first.
 */
export async function forecastAll(
  series: Iterable<RawSeries> | AsyncIterable<RawSeries>,
  request: SeriesRequest,
  options: PoolOptions = {},
): Promise<SeriesOutcome[]> {
  options.signal?.throwIfAborted();
  const source = Symbol.asyncIterator in series ? series[Symbol.asyncIterator]() : series[Symbol.iterator]();
  const first: RawSeries[] = [];
  const threads = Math.min(options.threads ?? availableParallelism(), 16);
  const few = threads < 2 ? Number.POSITIVE_INFINITY : FEW;
  const outcomes: SeriesOutcome[] = [];
  for (let one = await source.next(); !one.done; one = await source.next()) {
    if (threads >= 2) first.push(one.value);
    else outcomes.push(here(one.value, request, options, outcomes.length));
    if (first.length >= few) return onThreads(first, source, request, threads, options);
  }
  for (const one of first) outcomes.push(here(one, request, options, outcomes.length));
  return outcomes;
}

function here(one: RawSeries, request: SeriesRequest, options: PoolOptions, before: number): SeriesOutcome {
  options.signal?.throwIfAborted();
  const outcome = forecastRaw(one, request);
  options.onDone?.(before + 1);
  return outcome;
}

async function onThreads(
  first: RawSeries[],
  rest: Iterator<RawSeries> | AsyncIterator<RawSeries>,
  request: SeriesRequest,
  threads: number,
  options: PoolOptions,
): Promise<SeriesOutcome[]> {
  const outcomes: SeriesOutcome[] = [];
  let [next, done, working, exhausted] = [0, 0, threads, false];
  const workers = Array.from(
    { length: threads },
    () => new Worker(workerFile(), { workerData: request, resourceLimits: HEAP }),
  );
  try {
    await new Promise<void>((resolve, reject) => {
      options.signal?.addEventListener("abort", () => reject(options.signal!.reason), { once: true });
      // One pull at a time: an iterator that is asked twice at once need not keep the order.
      let pulling: Promise<unknown> = Promise.resolve();
      const pull = (): Promise<RawSeries | null> => {
        const pulled = pulling.then(async () => {
          const held = first.shift();
          if (held !== undefined) return held;
          if (exhausted) return null;
          const answer = await rest.next();
          if (!answer.done) return answer.value;
          exhausted = true;
          return null;
        });
        pulling = pulled.catch(() => undefined);
        return pulled;
      };
      const feed = async (worker: Worker): Promise<void> => {
        const one = await pull();
        if (one === null) {
          if (--working === 0) resolve();
          return;
        }
        worker.postMessage({ index: next++, series: one });
      };
      for (const worker of workers) {
        worker.on("error", (cause) => reject(failed(cause)));
        worker.on("exit", (code) => reject(failed(new Error(`a thread ended with ${code}`))));
        worker.on("message", ({ index, outcome }: { index: number; outcome: SeriesOutcome }) => {
          outcomes[index] = outcome;
          done++;
          options.onDone?.(done);
          feed(worker).catch(reject);
        });
        feed(worker).catch(reject);
      }
    });
  } finally {
    await Promise.all(workers.map((worker) => worker.terminate()));
  }
  return outcomes;
}

/** A thread's garbage is collected before it adds up; one series needs far less. */
const HEAP = { maxYoungGenerationSizeMb: 16, maxOldGenerationSizeMb: 512 };

/** Beside this file when it runs from source, in dist/capacity when it is bundled. */
function workerFile(): URL {
  const here = import.meta.url;
  return here.endsWith(".ts") ? new URL("./worker.ts", here) : new URL("../capacity/worker.js", here);
}

function failed(cause: Error): OutsideError {
  return new OutsideError("forecast-thread", `a forecasting thread failed: ${cause.message}`, {
    cause,
    next: "run it again with --threads 1",
  });
}
