export { type Histogram, histogramBetween, histogramOf, histogramQuantile, observations } from "./histogram.ts";
export { type PrometheusSample, parsePrometheusText } from "./prometheus-text.ts";
export { type ReplicaReading, type ReplicaSample, replicaMetrics, replicaSample } from "./replica-sample.ts";
