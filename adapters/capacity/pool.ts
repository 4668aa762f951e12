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

/** Forecasts many series on worker threads; outcomes come in the order of the series, whatever finishes first. */
export async function forecastAll(
  series: readonly RawSeries[],
  request: SeriesRequest,
  options: PoolOptions = {},
): Promise<SeriesOutcome[]> {
  options.signal?.throwIfAborted();
  const threads = Math.min(options.threads ?? availableParallelism(), 16, series.length);
  if (threads < 2 || series.length < FEW)
    return series.map((one, i) => {
      options.signal?.throwIfAborted();
      const outcome = forecastRaw(one, request);
      options.onDone?.(i + 1);
      return outcome;
    });
  const outcomes = new Array<SeriesOutcome>(series.length);
  let [next, done] = [0, 0];
  const workers = Array.from({ length: threads }, () => new Worker(workerFile(), { workerData: request }));
  try {
    await new Promise<void>((resolve, reject) => {
      options.signal?.addEventListener("abort", () => reject(options.signal!.reason), { once: true });
      const feed = (worker: Worker): void => {
        if (next >= series.length) return;
        const index = next++;
        worker.postMessage({ index, series: series[index] });
      };
      for (const worker of workers) {
        worker.on("error", (cause) => reject(failed(cause)));
        worker.on("exit", (code) => done < series.length && reject(failed(new Error(`a thread ended with ${code}`))));
        worker.on("message", ({ index, outcome }: { index: number; outcome: SeriesOutcome }) => {
          outcomes[index] = outcome;
          done++;
          options.onDone?.(done);
          if (done === series.length) resolve();
          else feed(worker);
        });
        feed(worker);
      }
    });
  } finally {
    await Promise.all(workers.map((worker) => worker.terminate()));
  }
  return outcomes;
}

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
