export { type Histogram, histogramBetween, histogramOf, histogramQuantile, observations } from "./histogram.ts";
export { type PrometheusSample, parsePrometheusText } from "./prometheus-text.ts";
