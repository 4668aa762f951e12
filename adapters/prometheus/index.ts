export type { Grid, RangeAnswer, RangeErrorCode, RangeFailure, RangeSeries } from "./answer.ts";
export { alignedGrid, PrometheusClient, type PrometheusOptions } from "./client.ts";
export { prometheusSource } from "./source.ts";
