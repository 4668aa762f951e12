/** The body of a worker thread: forecasts the series it is sent, one after the other. */
import { parentPort, workerData } from "node:worker_threads";
import { forecastRaw, type RawSeries, type SeriesRequest } from "../../core/capacity/index.ts";

const request = workerData as SeriesRequest;
parentPort!.on("message", ({ index, series }: { index: number; series: RawSeries }) => {
  parentPort!.postMessage({ index, outcome: forecastRaw(series, request) });
});
