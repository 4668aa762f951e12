/** The body of a worker thread: forecasts the series it is sent, one after the other. */
import { parentPort, workerData } from "node:worker_threads";
import { forecastRaw, type RawSeries, type SeriesRequest } from "../../core/capacity/index.ts";

const request = workerData as SeriesRequest;
parentPort!.on("message", ({ index, series }: { index: number; series: RawSeries }) => {
  const outcome = forecastRaw(series, request);
  const { path } = outcome;
  const arrays = path === null ? [] : [path.at, path.mean, ...path.bands.flatMap(({ low, high }) => [low, high])];
  parentPort!.postMessage(
    { index, outcome },
    arrays.map(({ buffer }) => buffer as ArrayBuffer),
  );
});
