export { completeConfig, type JudgeOptions, judge } from "./judge.ts";
export type { MetricSamples, MissingSamples, Series } from "./samples.ts";
export { type AcaConfig, type AcaConfigInput, acaSchema, type MetricConfig } from "./schema.ts";
export { overall } from "./score.ts";
export { ROWS, type Row, type RowResult, simulateRow, simulationTable } from "./simulate/index.ts";
export type { MetricSource, SourceOutcome, SourceWindow } from "./source.ts";
export { Thinned } from "./thinning.ts";
export type { MetricTest, MetricVerdict, Outcome, ReasonCode, Verdict } from "./verdict.ts";
