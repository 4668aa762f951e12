export { alertDebt, wantedPrecision } from "./alert-debt.ts";
export { pairSeries, windowSeries } from "./burn-series.ts";
export { type Comparison, comparisonOf, prometheusMs, prometheusRulesSchema } from "./prometheus-rules.ts";
export { type Firing, type Rule, replayRule } from "./replay.ts";
export { type NoiseScore, scoreFirings } from "./score.ts";
export { type Suggestion, suggestRule } from "./suggest.ts";
