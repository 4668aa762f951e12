/** `maestro-conductor/aca`: canary verdicts by statistics with known error rates. Pure. */
export {
  type AcaConfig,
  type AcaConfigInput,
  acaSchema,
  completeConfig,
  type JudgeOptions,
  judge,
  type MetricConfig,
  type MetricSamples,
  type MetricTest,
  type MetricVerdict,
  type MissingSamples,
  type Outcome,
  type ReasonCode,
  type Series,
  type Verdict,
} from "../core/aca/index.ts";
export { InputError } from "../core/errors/index.ts";
export {
  type Alternative,
  hodgesLehmann,
  type KolmogorovSmirnovResult,
  kolmogorovSmirnov,
  type MannWhitneyResult,
  type Method,
  mannWhitneyU,
  type Shift,
} from "../core/stats/index.ts";
