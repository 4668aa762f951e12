import { BettingSequence } from "../stats/index.ts";
import type { Experiment } from "./definition.ts";

type Metric = Experiment["primary"];

/**
 * Of α this part is spent, so that not even the count of false stops over a few thousand runs exceeds α.
 */
const spent = 0.8;

/** The tests that run beside an experiment, fed with each subject as it comes. */
export interface MetricSequences {
  readonly metric: Metric;
  /** That treatment is worse than is borne. */
  readonly harm: BettingSequence | null;
  /** That treatment is better; of the primary metric only. */
  readonly benefit: BettingSequence | null;
  /** Evidence from which on a test has spoken. */
  readonly threshold: number;
}

/** The primary metric is tested on both sides at α/2 each, each of k guardrails on its harmful side at α/k. */
export function sequencesOf(experiment: Experiment): readonly MetricSequences[] {
  const { primary, guardrails, alpha } = experiment;
  const tuning = tuningOf(experiment);
  const [control, treatment] = experiment.arms as [Experiment["arms"][number], Experiment["arms"][number]];
  const share = treatment.weight / (control.weight + treatment.weight);
  /** The hypothesis that the metric's mean, with the sign that makes more of it `worse`, is higher by at most a margin. */
  const test = (metric: Metric, margin: number, worse: "lower" | "higher"): BettingSequence | null => {
    const relative = metric.effect === "relative";
    const slope = relative ? (worse === "higher" ? 1 + margin : 1 - margin) : 1;
    // Nothing can be worse by more than all there is.
    if (slope <= 0) return null;
    const range = metric.kind === "mean" ? null : worse === "higher" ? ([0, 1] as const) : ([-1, 0] as const);
    return new BettingSequence({ slope, offset: relative ? 0 : margin, share, tuning, range });
  };
  const worseOf = ({ better }: Metric) => (better === "lower" ? ("higher" as const) : ("lower" as const));
  return [
    {
      metric: primary,
      harm: test(primary, 0, worseOf(primary)),
      benefit: test(primary, 0, primary.better),
      threshold: 2 / (spent * alpha),
    },
    ...guardrails.map((guardrail) => ({
      metric: guardrail,
      harm: test(guardrail, guardrail.margin, worseOf(guardrail)),
      benefit: null,
      threshold: guardrails.length / (spent * alpha),
    })),
  ];
}

/** Observations at which sequences are to be narrowest. */
export function tuningOf({ tuning, samples }: Experiment): number {
  return tuning ?? Math.max(10, Math.round(samples.cap / 4));
}

/** Feeds one subject's value. */
export function feed({ metric, harm, benefit }: MetricSequences, inB: boolean, value: number, pre?: number): void {
  const sign = metric.better === "lower" ? 1 : -1;
  harm?.add(inB, sign * value, pre === undefined ? undefined : sign * pre);
  benefit?.add(inB, -sign * value, pre === undefined ? undefined : -sign * pre);
}
